using System.Globalization;
using System.Net.Sockets;

namespace Pollecho.Tracing;

/// <summary>What a recording holds: a call that did something, or calls that found nothing, folded.</summary>
/// <param name="Begin">When the first call began: a <see cref="System.Diagnostics.Stopwatch"/> time.</param>
/// <param name="End">When the last returned.</param>
internal sealed record TraceEntry(long Begin, long End)
{
    private const int WordsOfFolded = 6;

    /// <summary>The call; null if these are folded.</summary>
    public TracedCall? Call { get; init; }

    /// <summary>How many empty turns these were; 0 for calls of a turn that did something.</summary>
    public long Turns { get; init; }

    /// <summary>Calls that found nothing, by kind.</summary>
    public FoldedCall[] Folded { get; init; } = [];

    /// <summary>The entry as a line of words, which <see cref="Parse"/> reads.</summary>
    public string Line
    {
        get
        {
            string line = string.Create(CultureInfo.InvariantCulture, $"{Begin} {End} {Turns} {(Call is null ? 0 : 1)}");
            if (Call is { } call)
            {
                line += string.Create(CultureInfo.InvariantCulture, $" {(int)call.Kind} {Name(call.Name)} {call.Connection} {call.PendingAt} {call.Bytes} {(int)call.Error} {(call.Asked ? 1 : 0)} {(call.Listener ? 1 : 0)} {call.Readable} {call.Writable}");
            }

            foreach (FoldedCall folded in Folded)
            {
                line += string.Create(CultureInfo.InvariantCulture, $" {(int)folded.Kind} {Name(folded.Name)} {folded.Connection} {folded.Count} {folded.Ticks} {folded.Stopped}");
            }

            return line;
        }
    }

    /// <summary>Reads <see cref="Line"/>; null if it is malformed.</summary>
    public static TraceEntry? Parse(string line)
    {
        try
        {
            var words = new Queue<string>(line.Split(' '));
            var entry = new TraceEntry(Number(words), Number(words)) { Turns = Number(words) };
            bool isCall = Number(words) != 0;
            entry = isCall ? entry with { Call = ReadCall(words, entry) } : entry with { Folded = ReadFolded(words, entry.Begin) };
            return words.Count == 0 ? entry : null;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>The sum of a figure over the calls that found nothing.</summary>
    public long Sum(Func<FoldedCall, long> figure)
    {
        long sum = 0;
        foreach (FoldedCall call in Folded)
        {
            sum += figure(call);
        }

        return sum;
    }

    private static TracedCall ReadCall(Queue<string> words, TraceEntry entry) =>
        new((CallKind)Number(words), ReadName(words), (int)Number(words), entry.Begin, entry.End)
        {
            PendingAt = Number(words),
            Bytes = (int)Number(words),
            Error = (SocketError)Number(words),
            Asked = Number(words) != 0,
            Listener = Number(words) != 0,
            Readable = (int)Number(words),
            Writable = (int)Number(words),
        };

    private static FoldedCall[] ReadFolded(Queue<string> words, long begin)
    {
        var calls = new FoldedCall[words.Count / WordsOfFolded];
        for (int i = 0; i < calls.Length; i++)
        {
            calls[i] = new FoldedCall((CallKind)Number(words), ReadName(words), (int)Number(words)) { Begin = begin, Count = Number(words), Ticks = Number(words), Stopped = Number(words) };
        }

        return calls;
    }

    private static string Name(string name) => name.Length == 0 ? "-" : name;

    private static string ReadName(Queue<string> words) => words.Dequeue() is var name and not "-" ? name : "";

    private static long Number(Queue<string> words) => long.Parse(words.Dequeue(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}

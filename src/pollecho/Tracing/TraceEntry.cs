using System.Globalization;
using System.Net.Sockets;

namespace Pollecho.Tracing;

/// <summary>What a recording holds: a call that did something, or calls that found nothing, folded.</summary>
/// <param name="Begin">When the first call began: a <see cref="System.Diagnostics.Stopwatch"/> time.</param>
/// <param name="End">When the last returned.</param>
internal sealed record TraceEntry(long Begin, long End)
{
    /// <summary>The call; null if these are folded.</summary>
    public TracedCall? Call { get; init; }

    /// <summary>How many empty turns these were; 0 for calls of a turn that did something.</summary>
    public long Turns { get; init; }

    /// <summary>Calls that found nothing, by kind.</summary>
    public IReadOnlyList<FoldedCall> Folded { get; init; } = [];

    /// <summary>The entry as a line of words, which <see cref="Parse"/> reads.</summary>
    public string Line => string.Join(' ', Words());

    /// <summary>Reads <see cref="Line"/>; null if it is malformed.</summary>
    public static TraceEntry? Parse(string line)
    {
        try
        {
            var words = new Queue<string>(line.Split(' '));
            var entry = new TraceEntry(Number(words), Number(words)) { Turns = Number(words) };
            bool isCall = Number(words) != 0;
            entry = isCall ? entry with { Call = ReadCall(words, entry) } : entry with { Folded = [.. ReadFolded(words, entry.Begin)] };
            return words.Count == 0 ? entry : null;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private IEnumerable<string> Words()
    {
        long[] head = [Begin, End, Turns, Call is null ? 0 : 1];
        IEnumerable<object> rest = Call is { } call
            ? [(int)call.Kind, Name(call.Name), call.Connection, call.PendingAt, call.Bytes, (int)call.Error, call.Asked ? 1 : 0, call.Listener ? 1 : 0, call.Readable, call.Writable]
            : Folded.SelectMany(folded => new object[] { (int)folded.Kind, Name(folded.Name), folded.Connection, folded.Count, folded.Ticks, folded.Stopped });
        return head.Cast<object>().Concat(rest).Select(word => Convert.ToString(word, CultureInfo.InvariantCulture)!);
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

    private static IEnumerable<FoldedCall> ReadFolded(Queue<string> words, long begin)
    {
        while (words.Count > 0)
        {
            yield return new FoldedCall((CallKind)Number(words), ReadName(words), (int)Number(words)) { Begin = begin, Count = Number(words), Ticks = Number(words), Stopped = Number(words) };
        }
    }

    private static string Name(string name) => name.Length == 0 ? "-" : name;

    private static string ReadName(Queue<string> words) => words.Dequeue() is var name and not "-" ? name : "";

    private static long Number(Queue<string> words) => long.Parse(words.Dequeue(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}

using System.Diagnostics;
using Pollecho.Compare;
using Pollecho.Tracing;

namespace Pollecho.Timeline;

/// <summary>
/// One exchange as it happened: silence, a message, its reply. Times are those of <see cref="Stopwatch"/>, one clock for
/// the whole machine, so that the sender's and the server's compare.
/// </summary>
/// <param name="Contender">How the server waited.</param>
/// <param name="Bytes">Of the message, and of its reply.</param>
internal sealed record Exchange(Contender Contender, int Bytes)
{
    /// <summary>When the silence began.</summary>
    public required long StartedAt { get; init; }

    /// <summary>When the sender began to send. The data was ready for the server after this.</summary>
    public required long SendBegan { get; init; }

    /// <summary>When its send had returned.</summary>
    public required long SendReturned { get; init; }

    /// <summary>When it had the reply.</summary>
    public required long ReplyArrived { get; init; }

    /// <summary>The server's calls, from the one under way at the start to the one that sent the reply.</summary>
    public required IReadOnlyList<TraceEntry> Entries { get; init; }

    /// <summary>Processor time of the server, from the start to the reply.</summary>
    public required TimeSpan Cpu { get; init; }

    /// <summary>What recording a call costs, in nanoseconds; it made each turn longer by that.</summary>
    public required double CostOfCall { get; init; }

    /// <summary>When the server had sent the reply: its send had returned, or the sender had the reply already.</summary>
    public long ReplySent => Math.Min(Entries[^1].End, ReplyArrived);

    /// <summary>From the sender's send to that.</summary>
    public TimeSpan SendToReply => Stopwatch.GetElapsedTime(SendBegan, ReplySent);

    /// <summary>From the sender's send to its receipt of the reply.</summary>
    public TimeSpan RoundTrip => Stopwatch.GetElapsedTime(SendBegan, ReplyArrived);

    /// <summary>How long the silence was, as measured.</summary>
    public TimeSpan Silence => Stopwatch.GetElapsedTime(StartedAt, SendBegan);

    /// <summary>By when the data was ready: the sender's send had returned, or the server had been told of it, or had received it.</summary>
    public long ReadyBy => Math.Min(SendReturned, Entries.First(entry => entry.End >= SendBegan && entry.Call is { Readable: > 0 } or { Bytes: > 0 }).End);

    /// <summary>Calls that asked the system for something, by name, the most frequent first.</summary>
    public IReadOnlyList<AskedCall> Asked => [.. Entries.SelectMany(Asking)
        .GroupBy(call => call.Name, (name, calls) => new AskedCall(name, calls.Sum(call => call.Count))).OrderByDescending(call => call.Count)];

    /// <summary>Calls that only let time pass: naps and yields.</summary>
    public long Pauses => AsksWhenWaiting ? 0 : Sum(call => call.Kind == CallKind.Wait ? call.Count : 0);

    /// <summary>Units of other work that the server did meanwhile.</summary>
    public long OtherWork => Sum(call => call.Kind == CallKind.OtherWork ? call.Count : 0);

    /// <summary>All recorded calls.</summary>
    public long Calls => Entries.Count(entry => entry.Call is not null) + Sum(call => call.Count);

    /// <summary>How long the thread that waits for the message was stopped in calls, from the start on.</summary>
    public TimeSpan StoodStill => Stopwatch.GetElapsedTime(
        0,
        Sum(call => call.Kind == CallKind.Wait ? Math.Max(call.Stopped - Math.Max(StartedAt - call.Begin, 0), 0) : 0)
        + Entries.Sum(entry => entry.Call is { } call && IsStanding(call) ? call.End - Math.Max(call.Begin, StartedAt) : 0));

    private bool AsksWhenWaiting => Contender.Wait is null or { Kind.AsksTheSystem: true };

    /// <summary>Whether a call stops its thread until something has come.</summary>
    /// <remarks>A poll loop's receives never do; a model's do, but for those that return before they have ended.</remarks>
    public bool IsStanding(TracedCall call) => call.End - call.Begin >= TracedCall.StopsFrom && (call.Kind == CallKind.Wait || Contender.Wait is null && call is { Kind: CallKind.Receive, PendingAt: 0 });

    /// <summary>The sum of a figure over the calls that found nothing.</summary>
    public long Sum(Func<FoldedCall, long> figure) => Entries.Sum(entry => entry.Sum(figure));

    private IEnumerable<AskedCall> Asking(TraceEntry entry)
    {
        if (entry.Call is { } call && call.Kind != CallKind.Send)
        {
            yield return new AskedCall(call.Name, 1);
        }

        foreach (FoldedCall folded in entry.Folded)
        {
            if (folded.Kind != CallKind.OtherWork && (AsksWhenWaiting || folded.Kind != CallKind.Wait))
            {
                yield return new AskedCall(folded.Name, folded.Count);
            }
        }
    }
}

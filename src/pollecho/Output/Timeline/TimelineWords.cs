using Pollecho.Compare;
using Pollecho.Text;
using Pollecho.Timeline;
using Pollecho.Tracing;

namespace Pollecho.Output.Timeline;

/// <summary>An exchange in figures and in words. What is said of it follows from its figures.</summary>
internal static class TimelineWords
{
    /// <summary>What was staged.</summary>
    public static string Staged(TimelinePlan plan) =>
        $"{Units.Duration(plan.Silence)} of silence, a message, its reply{string.Concat(plan.LeftOut.Select(one => $"; {one.Name} is left out: {one.Reason}"))}";

    /// <summary>What is being recorded, for the status line.</summary>
    public static string Progress(TimelineProgress progress) => $"timeline: {progress.Contender.Name}, {progress.Number} of {progress.Count}";

    /// <summary>How often it asked, how long it stood still, what it used and did meanwhile.</summary>
    public static IReadOnlyList<string> Figures(Exchange exchange) =>
    [
        $"asked {(exchange.Asked.Count == 0 ? "nobody" : string.Join(", ", exchange.Asked.Select(call => $"{call.Name} ×{Units.Count(call.Count)}")))}",
        $"stood still {Units.Duration(exchange.StoodStill)}",
        $"CPU {Cpu(exchange)}",
        .. exchange.Pauses > 0 ? new[] { $"{(exchange.Contender.NeverSleeps ? "yielded" : "napped")} ×{Units.Count(exchange.Pauses)}" } : [],
        .. exchange.OtherWork > 0 ? new[] { $"other work ×{Units.Count(exchange.OtherWork)}" } : [],
        $"send to reply {Units.Duration(exchange.SendToReply)}",
        $"round trip {Units.Duration(exchange.RoundTrip)}",
    ];

    /// <summary>What the figures are.</summary>
    public const string Legend =
        "Stood still: in calls that stop the thread. Send to reply: from the sender's send until the server had sent the reply; round trip: until the sender had it, "
        + "which may be before the server's send returns.";

    /// <summary>Why there is no picture of a contender.</summary>
    public static string Failure(Contender contender, string reason) => $"{contender.Name} could not be recorded: {reason}";

    /// <summary>The machine and the version, for whoever sees the picture later, or elsewhere.</summary>
    public static string Conditions(TimelineResult result) => $"{RunConditions.MachineAndKernel}; {RunConditions.VersionAndTime(result.Began)}";

    /// <summary>What recording cost.</summary>
    public static string Cost(Exchange exchange) => $"recording took {Units.Duration(exchange.CostOfCall)} a call, "
        + $"{Units.Duration(exchange.CostOfCall * exchange.Calls)} in all";

    /// <summary>What to see in the picture; sentences.</summary>
    public static IEnumerable<string> WhatToSee(Exchange exchange)
    {
        TracedCall? stood = Standing(exchange);
        FoldedCall? nap = Nap(exchange);
        TracedCall? pending = exchange.Entries.FirstOrDefault(entry => entry.Call is { PendingAt: > 0, Bytes: > 0 })?.Call;
        if (pending is { } asynchronous)
        {
            yield return $"{asynchronous.Name} returned at once, so that no thread stood still; {Since(exchange, asynchronous.End)} after the send one went on with the bytes.";
            if (OperatingSystem.IsLinux())
            {
                yield return "Underneath, a thread of the framework waits in epoll_wait, and recvfrom has copied the bytes before the program goes on.";
            }
        }
        else if (nap is { } slept)
        {
            yield return exchange.Contender.Wait is { Kind.NeverSleeps: true }
                ? $"The message came while others had the core, and waited {Since(exchange, slept.Begin + slept.Ticks)} for the loop to get it back."
                : $"The message came while the loop slept, and waited {Since(exchange, slept.Begin + slept.Ticks)} for the end of the nap.";
        }
        else if (stood is { Kind: CallKind.Wait } wait)
        {
            yield return $"The thread stood still in {wait.Name} until the system woke it, {Since(exchange, wait.End)} after the send; {(EmptyCalls(exchange) == 0 ? "it made no empty calls" : $"before that it had made {Units.Count(EmptyCalls(exchange))} empty calls")}.";
        }
        else if (stood is { } receive)
        {
            yield return $"The thread stood still in {receive.Name}, for {(exchange.Contender.WaitsForAll ? "all connections" : "this connection alone")}, until the bytes had been copied, {Since(exchange, receive.End)} after the send.";
        }
        else
        {
            string stillness = exchange.StoodStill > exchange.Silence / 100 ? $"stood still for {Units.Duration(exchange.StoodStill)} in all, but not when the message came" : "never stood still";
            yield return $"The thread {stillness}: it made {Units.Count(EmptyCalls(exchange))} empty calls, and then saw the bytes {Since(exchange, Seen(exchange))} after the send.";
        }

        if (LostCore(exchange) is TimeSpan had)
        {
            yield return $"It had a core for only {Units.Duration(had)} of that time: other programs had it.";
        }

        if (exchange.OtherWork > 1)
        {
            yield return $"Between asking it did {Units.Count(exchange.OtherWork)} units of other work.";
        }
    }

    private static string Cpu(Exchange exchange) => OperatingSystem.IsWindows() && exchange.Cpu < TimeSpan.FromMilliseconds(31)
        ? "less than 31 ms, which is as fine as this system counts" : Units.Duration(exchange.Cpu);

    /// <summary>For how long a thread that wanted to run all the time could; null if for most of it, or not known.</summary>
    private static TimeSpan? LostCore(Exchange exchange)
    {
        TimeSpan wanted = exchange.Silence + exchange.SendToReply - exchange.StoodStill;
        return exchange.Contender.NeverSleeps && !OperatingSystem.IsWindows() && exchange.Cpu < 0.8 * wanted ? exchange.Cpu : null;
    }

    private static string Since(Exchange exchange, long time) => Units.Duration(CallNanoseconds(exchange, time));

    private static double CallNanoseconds(Exchange exchange, long time) => TimelineSteps.At(exchange, time) - TimelineSteps.At(exchange, exchange.SendBegan);

    /// <summary>Calls to the system that found nothing, naps and yields aside.</summary>
    private static long EmptyCalls(Exchange exchange) =>
        exchange.Sum(call => call.Kind != CallKind.OtherWork && (call.Kind != CallKind.Wait || exchange.Contender.Wait is { Kind.AsksTheSystem: true }) ? call.Count : 0);

    /// <summary>When the server had received the message.</summary>
    private static long Seen(Exchange exchange) => exchange.Entries.Last(entry => entry.Call is { Kind: CallKind.Receive }).End;

    /// <summary>The call in which the thread stood when the message was sent; null if it did not.</summary>
    private static TracedCall? Standing(Exchange exchange) => exchange.Entries
        .FirstOrDefault(entry => entry.Call is { } call && exchange.IsStanding(call) && call.Begin <= exchange.SendBegan && call.End >= exchange.SendBegan)?.Call;

    /// <summary>The nap in which the message came; null if it came in none.</summary>
    private static FoldedCall? Nap(Exchange exchange)
    {
        // A turn that did something has its naps one by one.
        TraceEntry? nap = exchange.Entries.FirstOrDefault(entry => entry.Turns == 0 && Array.Exists(entry.Folded, IsUnderWay));
        return nap is not null && exchange.Contender.Wait is { Kind.AsksTheSystem: false } ? Array.Find(nap.Folded, IsUnderWay) : null;

        bool IsUnderWay(FoldedCall call) => call.Kind == CallKind.Wait && call.Begin <= exchange.SendBegan && call.Begin + call.Ticks >= exchange.SendBegan;
    }
}

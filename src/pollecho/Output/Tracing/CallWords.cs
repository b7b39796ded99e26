using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Text;
using Pollecho.Tracing;

namespace Pollecho.Output.Tracing;

/// <summary>Calls of a loop in words.</summary>
internal static class CallWords
{
    /// <summary>The outcome of a call that would have had to wait.</summary>
    public const string WouldBlock = "would block";

    private const int Many = 100;

    /// <summary>What a wait reports that is for the listener.</summary>
    public const string ListenerReady = "listener ready or woken";

    /// <summary>What it reports to a loop without one.</summary>
    public const string Woken = "woken";

    /// <summary>The word of the notebook for a call, with its connection: <c>recv #3</c>.</summary>
    public static string Who(CallKind kind, int connection) => Verb(kind) + connection switch
    {
        0 => "",
        FoldedCall.Several => " of several",
        _ => $" #{connection}",
    };

    /// <summary>The word of the notebook for a call.</summary>
    public static string Verb(CallKind kind) => kind switch
    {
        CallKind.Wait => "wait",
        CallKind.Accept => "accept",
        CallKind.Connect => "connect",
        CallKind.Receive => "recv",
        CallKind.Send => "send",
        _ => "other work",
    };

    /// <summary>What a wait found, after how long: <c>slept 402 ms, listener ready, 1 to receive</c>.</summary>
    public static string Wait(in TracedCall wait, string listener = ListenerReady)
    {
        bool hasSlept = wait.End - wait.Begin >= TracedCall.StopsFrom;
        var parts = new List<string> { hasSlept ? $"slept {Units.Duration(Stopwatch.GetElapsedTime(wait.Begin, wait.End))}" : "asked" };
        parts.AddRange(Found(wait, listener));
        return string.Join(", ", parts);
    }

    /// <summary>Who was ready.</summary>
    public static IEnumerable<string> Found(TracedCall wait, string listener = ListenerReady)
    {
        if (wait.Listener)
        {
            yield return listener;
        }

        if (wait.Readable > 0)
        {
            yield return $"{Units.Count(wait.Readable)} to receive";
        }

        if (wait.Writable > 0)
        {
            yield return $"{Units.Count(wait.Writable)} to send";
        }

        if (wait.ReportsNobody)
        {
            yield return "nobody ready";
        }
    }

    /// <summary>How a call ended that is not a wait and moved no bytes.</summary>
    public static string Outcome(CallKind kind, SocketError error) => error switch
    {
        SocketError.WouldBlock => WouldBlock,
        SocketError.Success when kind == CallKind.Receive => "end of stream",
        SocketError.Success when kind == CallKind.Connect => "connected",
        _ => SocketErrors.Describe(error, "nothing"),
    };

    /// <summary>What each of some empty turns did: <c>accept (every 16th) → would block, recv #1 → would block</c>.</summary>
    public static string Each(EmptyTurns turns)
    {
        var parts = new List<string>();
        foreach (FoldedCall call in turns.Calls.All)
        {
            parts.Add(Each(call, turns.Turns));
        }

        return string.Join(", ", parts);
    }

    /// <summary>Waits that found nothing, or were not to ask: <c>futex, 5.44 ms each</c>.</summary>
    public static string Pause(FoldedCall call) => $"{call.Name}, {Units.Duration(Stopwatch.GetElapsedTime(0, call.Ticks / call.Count))}{(call.Count > 1 ? " each" : "")}";

    /// <summary>How often in <paramref name="turns"/> turns: nothing, if once in each but for the first or last; <c> (every 16th)</c>; <c> (50 a turn)</c>.</summary>
    public static string HowOften(long count, long turns)
    {
        double every = (double)turns / count;
        return Math.Abs(count - turns) <= (turns > 4 ? 1 : 0) ? "" : every switch
        {
            // The first and the last of few would make it another number.
            _ when turns < Many => $" (×{Units.Count(count)})",
            >= 1.5 => $" (every {Ordinal((long)Math.Round(every))})",
            < 0.75 => $" ({Units.Figure(1 / every)} a turn)",
            _ => $" (×{Units.Count(count)})",
        };
    }

    private static string Each(FoldedCall call, long turns) => call.Kind switch
    {
        CallKind.OtherWork => "other work" + HowOften(call.Count, turns),
        CallKind.Wait => $"{Pause(call)}{HowOften(call.Count, turns)}",
        _ when call.Connection == FoldedCall.Several => $"{Verb(call.Kind)}{HowOften(call.Count, turns)} → {WouldBlock}",
        _ => $"{Who(call.Kind, call.Connection)}{HowOften(call.Count, turns)} → {WouldBlock}",
    };

    private static string Ordinal(long number) => Units.Count(number) + (number % 100 is >= 11 and <= 13 ? "th" : (number % 10) switch
    {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    });
}

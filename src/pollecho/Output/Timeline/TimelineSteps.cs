using System.Diagnostics;
using Pollecho.Output.Tracing;
using Pollecho.Text;
using Pollecho.Timeline;
using Pollecho.Tracing;

namespace Pollecho.Output.Timeline;

/// <summary>Turns what was recorded of an exchange into the steps that all pictures show, in the order of time.</summary>
internal static class TimelineSteps
{
    /// <summary>Of the calls of an empty turn the first that there is of these is shown.</summary>
    private static readonly CallKind[] Shown = [CallKind.Receive, CallKind.Wait, CallKind.Accept];

    /// <summary>The steps of an exchange.</summary>
    public static IReadOnlyList<TimelineStep> Of(Exchange exchange)
    {
        List<TimelineStep> steps = [.. exchange.Entries.SelectMany(entry => entry.Call is { } call ? [Step(exchange, call)]
            : entry.Turns > 0 ? Repeated(exchange, entry) : Array.ConvertAll(entry.Folded, folded => Single(exchange, folded)))];
        double ready = At(exchange, exchange.SendBegan), replied = At(exchange, exchange.ReplyArrived);
        steps.Add(new(StepKind.Ready, ready, At(exchange, exchange.ReadyBy), "", Units.Count(exchange.Bytes, "byte")));
        steps.Add(new(StepKind.Replied, replied, replied, "", ""));
        return [.. steps.OrderBy(step => step.Begin)];
    }

    /// <summary>A Stopwatch time in nanoseconds since the silence began.</summary>
    public static double At(Exchange exchange, long time) =>
        time >= exchange.StartedAt ? Stopwatch.GetElapsedTime(exchange.StartedAt, time).TotalNanoseconds : -Stopwatch.GetElapsedTime(time, exchange.StartedAt).TotalNanoseconds;

    private static TimelineStep Step(Exchange exchange, TracedCall call)
    {
        double begin = Math.Max(At(exchange, call.Begin), 0), end = At(exchange, call.End);
        string answer = call.Kind == CallKind.Wait ? string.Join(", ", CallWords.Found(call))
            : call.Bytes > 0 ? Units.Count(call.Bytes, "byte") : CallWords.Outcome(call.Kind, call.Error);
        bool blocks = exchange.IsStanding(call);
        return new(call.PendingAt > 0 ? StepKind.Pending : blocks ? StepKind.Blocked : StepKind.Call, begin, end, call.Name, answer)
        {
            Copies = call.Bytes > 0,
            PendingAt = call.PendingAt > 0 ? Math.Max(begin, At(exchange, call.PendingAt)) : 0,
        };
    }

    private static TimelineStep Single(Exchange exchange, FoldedCall folded)
    {
        double begin = Math.Max(At(exchange, folded.Begin), 0), end = At(exchange, folded.Begin + folded.Ticks);
        bool blocks = folded.Kind == CallKind.Wait && folded.Stopped > 0;
        return new(blocks ? StepKind.Blocked : StepKind.Call, begin, end, Name(exchange, folded), Answer(exchange, folded))
        {
            Turns = folded.Count,
            IsPause = folded.Kind == CallKind.Wait && exchange.Pauses > 0,
        };
    }

    /// <summary>Empty turns: what asks for bytes is shown, else who is ready, and the others are named beside it; nothing if none asked.</summary>
    private static TimelineStep[] Repeated(Exchange exchange, TraceEntry entry)
    {
        int place = ShownOf(entry.Folded);
        if (place < 0)
        {
            return [];
        }

        FoldedCall shown = entry.Folded[place];
        List<(string What, string Each)> besides = [.. Array.ConvertAll(entry.Folded, call => Besides(exchange, call))];
        besides.RemoveAt(place);
        return
        [
            new(StepKind.Repeated, Math.Max(At(exchange, entry.Begin), 0), At(exchange, entry.End), Name(exchange, shown), Answer(exchange, shown))
            {
                Turns = entry.Turns,
                Stopped = Stopwatch.GetElapsedTime(0, entry.Sum(call => call.Kind == CallKind.Wait ? call.Stopped : 0)).TotalNanoseconds,
                Besides = besides,
            },
        ];
    }

    /// <summary>The place of the call that stands for a turn; -1 if there is none.</summary>
    private static int ShownOf(FoldedCall[] calls)
    {
        foreach (CallKind kind in Shown)
        {
            int place = Array.FindIndex(calls, call => call.Kind == kind);
            if (place >= 0)
            {
                return place;
            }
        }

        return -1;
    }

    private static (string What, string Each) Besides(Exchange exchange, FoldedCall call) =>
        ($"{Name(exchange, call)} ×{Units.Count(call.Count)}", call.Kind == CallKind.Wait ? $" of {Units.Duration(Stopwatch.GetElapsedTime(0, call.Ticks / call.Count))}" : "");

    private static string Name(Exchange exchange, FoldedCall call) => call.Kind switch
    {
        CallKind.OtherWork => CallWords.Verb(call.Kind),
        CallKind.Accept => $"{call.Name} (listener)",
        CallKind.Wait when exchange.Contender.Wait is { Kind: { AsksTheSystem: false, NeverSleeps: false } } => $"{call.Name} (nap)",
        _ => call.Name,
    };

    private static string Answer(Exchange exchange, FoldedCall call) => call.Kind switch
    {
        CallKind.Wait => exchange.Contender.Wait switch
        {
            { Kind.AsksTheSystem: true } => "nobody ready",
            { Kind.NeverSleeps: true } => "goes on",
            _ => "time is up",
        },
        CallKind.OtherWork => "",
        CallKind.Accept => "nobody",
        _ => CallWords.WouldBlock,
    };
}

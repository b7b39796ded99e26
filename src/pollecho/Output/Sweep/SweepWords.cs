using System.Globalization;
using Pollecho.Client;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Sweep;
using Pollecho.Text;

namespace Pollecho.Output.Sweep;

/// <summary>What is said of a sweep: the same in text, JSON, pictures and errors.</summary>
internal static class SweepWords
{
    /// <summary>Said before the least that a time may be.</summary>
    public const string AtLeast = "≥ ";

    /// <summary>Said where there is no chart.</summary>
    public const string NothingAnswered = "Nothing was answered, so that there is no chart.";

    /// <summary>A rate in few letters, for axes: <c>20k</c>.</summary>
    public static string ShortRate(double rate) => rate switch
    {
        >= 1e6 => (rate / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
        >= 1e3 => (rate / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + "k",
        _ => rate.ToString("0.##", CultureInfo.InvariantCulture),
    };

    /// <summary>What is being done, for the status line; of a narrow one the last fields are left out.</summary>
    public static string Progress(SweepProgress progress)
    {
        if (progress.Step == 0)
        {
            return "measuring the unloaded server";
        }

        string left = $"{(progress.IsAtLeast ? "at least " : "")}{Math.Ceiling(progress.Left.TotalSeconds).ToString(CultureInfo.InvariantCulture)} s left";
        string what = progress.IsRecovering ? "waiting for the server to recover" : $"{Units.Rate(progress.Rate)} messages/s";
        return $"step {progress.Step}, {left}  {what}  {Name(progress.Phase)}";
    }

    /// <summary>What is swept.</summary>
    public static string Asked(SweepResult result)
    {
        RunOptions load = result.Plan.Load;
        return $"{Units.Count(load.Connections, "connection")} to {Escape.Line(LoadReport.Servers(load))}, {Units.Bytes(load.Payload.Size)} a message, open loop"
            + $", steps of {Units.Duration(load.Duration!.Value)} after {Units.Duration(load.Warmup)} of warm-up"
            + (load.Threads > 1 ? $", {Units.Count(load.Threads, "thread")}" : "");
    }

    /// <summary>The phase in one word.</summary>
    public static string Name(SweepPhase phase) => phase switch
    {
        SweepPhase.Growth => "growth",
        SweepPhase.Bisection => "bisection",
        _ => "confirmation",
    };

    /// <summary>What a step shows, in one word.</summary>
    public static string Name(SweepStep step) => step.Outcome switch
    {
        StepOutcome.Kept => "kept",
        StepOutcome.Invalid => "client",
        _ => step.Fault switch { StepFault.Rate => "rate", StepFault.Faults => "faults", _ => "condition" },
    };

    /// <summary>What the words in a table stand for that are in it.</summary>
    public static IEnumerable<string> Legend(SweepView view) =>
        from entry in (IEnumerable<(string Word, string Meaning)>)
        [
            (AtLeast.Trim(), "at least, as replies are missing"),
            ("condition", $"{view.Result.Plan.While?.Expression} did not hold"),
            ("rate", "fewer replies came a second than messages were due"),
            ("faults", "replies were wrong, late or missing, or connections failed"),
            ("client", "the client itself may be why the rate was not kept, so that the step is invalid and says nothing of the server"),
        ]
        where view.Result.Steps.Any(step => Name(step) == entry.Word || (entry.Word == AtLeast.Trim() && view.IsAnyAtLeast(step)))
        select $"{entry.Word}: {entry.Meaning}";

    /// <summary>Why a step was not kept, or is invalid.</summary>
    public static string Why(SweepResult result, SweepStep step) => step.Fault switch
    {
        StepFault.Condition => result.Plan.While!.Explain(step.Result),
        StepFault.Rate => $"{Units.Rate(step.Result.Rate)} replies came a second",
        StepFault.Faults => step.Result.Faults.OnOneLine(new FaultCount("never sent", step.Result.NeverSent)),
        StepFault.ClientKeptOff => "the client was kept off its connections, or waited for a processor",
        StepFault.ClientTooSlow => "the client did not come to messages that were due",
        StepFault.ClientLate => "the client took messages up late",
        StepFault.ClientBusy => "the client had no time to spare",
        _ => "",
    };

    /// <summary>What the sweep comes to.</summary>
    public static string Verdict(SweepResult result) => result.Limit switch
    {
        SweepLimit.None when result.Steps[^1].Rate < result.Plan.Rates[^1] => $"the rates over {Units.Rate(result.Steps[^1].Rate)} messages/s were left out, as not all went well there: {Why(result, result.Steps[^1])}",
        SweepLimit.None => $"{Units.Count(result.Steps.Count, "step")} measured; for the highest rate that keeps a condition give --while",
        SweepLimit.Server => $"knee: {Units.Rate(result.Knee!.Value)} messages/s, the highest rate that keeps {result.Plan.While!.Expression}, confirmed twice{Above(result)}",
        _ => (result.Plan.While is null ? "" : "no knee: ") + NoKnee(result),
    };

    /// <summary>Why there is no knee.</summary>
    public static string NoKnee(SweepResult result) => result.Limit switch
    {
        SweepLimit.LowestRate => $"{result.Plan.While!.Expression} is not kept at the lowest rate, {Units.Rate(result.Plan.Rates[0])} messages/s{Above(result)}; give lower --rates",
        SweepLimit.HighestRate => $"every rate up to {Units.Rate(result.Plan.Rates[^1])} messages/s keeps {result.Plan.While!.Expression}, so that it is higher; give higher --rates",
        SweepLimit.Client => $"{SoFar(result)}; {(result.Kept is null ? "there" : "above that")} the client was the limit{Above(result)}; give it more --threads, or share the load out to several clients",
        SweepLimit.NotRecovered => $"the server did not recover; {SoFar(result)}",
        SweepLimit.Broken => $"the server could not be talked to any more; {SoFar(result)}",
        _ => $"the sweep was stopped before its end; {SoFar(result)}",
    };

    /// <summary>Why figures should not be trusted as they stand.</summary>
    public static IReadOnlyList<string> Warnings(SweepView view)
    {
        SweepResult result = view.Result;
        SweepStep? invalid = result.Limit == SweepLimit.Client ? result.Steps.LastOrDefault(step => step.Rate == result.NotKept && step.Outcome == StepOutcome.Invalid) : null;
        return [.. new[] { result.Plan.While is null ? null : result.Best, invalid }.OfType<SweepStep>().SelectMany(step =>
            RunWarnings.Of(result.Plan.Load with { Rate = step.Rate }, step.Result, [result.Plan.JudgedPercentile]).Select(warning => $"at {Units.Rate(step.Rate)} messages/s: {warning}"))];
    }

    private static string SoFar(SweepResult result) => result.Kept is double kept
        ? $"so far {Units.Rate(kept)} messages/s {(result.Plan.While is { } condition ? $"keep {condition.Expression}" : "were answered")}"
        : result.Plan.While is null ? "not even the lowest rate was answered" : "not even the lowest rate is known to be kept";

    /// <summary>What went wrong at the lowest rate that was not kept.</summary>
    private static string Above(SweepResult result) => result.Steps.LastOrDefault(step => step.Rate == result.NotKept && !step.IsKept) is { } step
        ? $"; at {Units.Rate(step.Rate)}: {Why(result, step)}" : "";
}

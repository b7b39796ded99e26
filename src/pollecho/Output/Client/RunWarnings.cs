using System.Diagnostics;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Text;

namespace Pollecho.Output.Client;

/// <summary>Why a result should not be trusted as it stands, and what to do about it.</summary>
internal static class RunWarnings
{
    private const double ClockShare = 0.01;
    private const double Drift = 0.1;
    private const long DriftSamples = 100;

    /// <summary>One sentence for each reason, none if there is none.</summary>
    public static IReadOnlyList<string> Of(RunOptions options, RunResult result, IReadOnlyList<double> percentiles) =>
        Of(options, result, percentiles, Stopwatch.Frequency);

    /// <summary>The same for a clock of <paramref name="clockFrequency"/> ticks a second.</summary>
    internal static IReadOnlyList<string> Of(RunOptions options, RunResult result, IReadOnlyList<double> percentiles, long clockFrequency) =>
        [.. OfClient(options, result), .. OfLoad(options, result, percentiles, clockFrequency)];

    /// <summary>Those that lie in the client itself, of whatever load it has a part.</summary>
    internal static IReadOnlyList<string> OfClient(RunOptions options, RunResult result)
    {
        string?[] warnings = [StartedLate(result), KeptOff(options, result), Bottleneck(options, result), NotSentInTime(options, result)];
        return [.. warnings.OfType<string>()];
    }

    /// <summary>Those of all that was measured.</summary>
    internal static IReadOnlyList<string> OfLoad(RunOptions options, RunResult result, IReadOnlyList<double> percentiles, long clockFrequency)
    {
        string?[] warnings =
        [
            Samples(result, percentiles),
            TakenUpLate(result, percentiles),
            TcpText.Warning(result),
            Clock(result.RoundTrip, clockFrequency),
            NotSteady(options, result),
            AfterWindow(result),
        ];
        return [.. warnings.OfType<string>()];
    }

    private static string? Samples(RunResult result, IReadOnlyList<double> percentiles)
    {
        LatencyHistogram histogram = result.RoundTrip;
        if (histogram.Count == 0)
        {
            return "no message of the measured window was answered, so there are no round-trip times: "
                + (result.Faults.Total > 0 ? "see the faults" : result.UnderWay > 0 ? "none had its reply when the run was stopped" : "run longer");
        }

        // 100 is the maximum: there is nothing beyond it however long the run.
        double[] weak = [.. percentiles.Where(percentile => percentile < 100 && histogram.Count < PercentileSamples.Needed(percentile)).Order()];
        return weak.Length == 0
            ? null
            : $"{Units.Count(histogram.Count, "sample")} {(histogram.Count == 1 ? "is" : "are")} too few for "
                + (weak.Length == 1 ? "" : $"{string.Join(", ", weak[..^1].Select(Units.Percentile))} and ") + Units.Percentile(weak[^1])
                + $", for fewer than {PercentileSamples.Beyond} lie beyond: send at least {Units.Count(PercentileSamples.Needed(weak[^1]))} messages, or leave {(weak.Length == 1 ? "it" : "them")} out of --percentiles";
    }

    private static string? Bottleneck(RunOptions options, RunResult result)
    {
        return ClientShare.IsBusy(options, result)
            ? $"the client itself was the bottleneck, busy for {Units.Percent(100 * Math.Min(ClientShare.Busy(options, result), 1))} of the time and hardly ever waiting for the server: "
                + "give it more --threads, or share the load out to several clients"
            : null;
    }

    /// <summary>Times in which the client could not look make round trips longer, and are the client's own.</summary>
    private static string? KeptOff(RunOptions options, RunResult result)
    {
        const string Own = "what that adds to the round trips is none of the server's doing";
        if (result.LongestStall > TimeSpan.Zero)
        {
            return $"this client did not get to its connections for {Units.Duration(result.Stalled)} in all, {Units.Duration(result.LongestStall)} at a time at most: "
                + $"it was stopped, out of its share of the processor, or crowded out; {Own}";
        }

        double share = ClientShare.WaitedForProcessor(options, result);
        return share > RunQueueWait.MostShare
            ? $"the client waited for a processor {Units.Percent(100 * share)} of the time: other programs ran on it; {Own}" : null;
    }

    private static string? NotSentInTime(RunOptions options, RunResult result)
    {
        if (!ClientShare.HasMissed(options, result))
        {
            return null;
        }

        return $"{Units.Percent(100.0 * ClientShare.Missed(result) / ClientShare.Due(result))} of the {Units.Count(ClientShare.Due(result), "message")} that were due were not sent by the end of the window: "
            + (result.LongestStall > TimeSpan.Zero ? "the client was kept off its connections, so that the cause is not known"
                : ClientShare.CannotKeepRate(options, result) ? "the client cannot keep this rate; ask for a lower one, or give it more --threads"
                : result.Faults.Total > 0 ? "see the faults"
                : "replies came too slowly to send them; ask for a lower rate, or raise --connections or --pipeline");
    }

    private static string? StartedLate(RunResult result) => result.StartLate > TimeSpan.Zero
        ? $"the sending began {Units.Duration(result.StartLate.Value)} after --start-at, and what other clients measured may be of another time: give the connections longer before it"
        : null;

    /// <summary>The cool-down is for others: what goes wrong in it is not in this client's figures.</summary>
    private static string? AfterWindow(RunResult result)
    {
        const string ForOthers = "this client's figures are complete, but what others measured then may be of less load";
        return result.CooldownFaults.Total > 0 ? $"not all went well in the cool-down ({result.CooldownFaults.OnOneLine()}): {ForOthers}"
            : result.IsCooldownCut ? $"the run was stopped in its cool-down: {ForOthers}" : null;
    }

    /// <summary>Response time begins when a message is due, so that the client's own delay is in it.</summary>
    private static string? TakenUpLate(RunResult result, IReadOnlyList<double> percentiles)
    {
        double[] late = [.. percentiles.Where(percentile => ClientShare.IsLateAt(result, percentile)).Distinct().Order()];
        return late.Length == 0 || result is not { SendDelay: { } delay, Response: { } response } ? null
            : $"the client itself was late: at {string.Join(", ", late.Select(Units.Percentile))} it took messages up "
                + $"{string.Join(", ", late.Select(percentile => Units.Duration(delay.Percentile(percentile))))} after they were due, of a response time of "
                + $"{string.Join(", ", late.Select(percentile => Units.Duration(response.Percentile(percentile))))}; "
                + "trust the service time there, and ask for a lower rate or give it more --threads";
    }

    /// <summary>Whether something else is known to have gone wrong that a change of speed may come from.</summary>
    private static bool IsDisturbed(RunOptions options, RunResult result) => result.Faults.Total > 0 || result.LongestStall > TimeSpan.Zero
        || result.Untaken + result.Backlog > 0 || ClientShare.WaitedForProcessor(options, result) > RunQueueWait.MostShare;

    private static string? Clock(LatencyHistogram histogram, long clockFrequency)
    {
        double tick = 1e9 / clockFrequency;
        return histogram.Count > 0 && tick > ClockShare * histogram.Percentile(50)
            ? $"the clock moves in steps of {Units.Duration(tick)}, more than {Units.Percent(100 * ClockShare)} of the median: "
                + "take the mean of many messages, not a single percentile"
            : null;
    }

    private static string? NotSteady(RunOptions options, RunResult result)
    {
        // The quarters are of the duration that was asked for: of a run that ended earlier, the last ones are not full.
        if (result.Quarters.Count < 2 || result.Interrupted || result.Elapsed < 0.99 * options.Duration)
        {
            return null;
        }

        double first = result.Quarters[0], last = result.Quarters[^1];
        if (Math.Max(first, last) < DriftSamples || Math.Abs(last - first) <= Drift * Math.Max(first, last))
        {
            return null;
        }

        string seen = first == 0 ? "the first quarter of the run got no reply at all"
            : last > first ? $"the last quarter of the run got {Units.Percent(100 * ((last / first) - 1))} more replies than the first"
            : $"the last quarter of the run got {Units.Percent(100 * (1 - (last / first)))} fewer replies than the first";
        return seen + (IsDisturbed(options, result) ? $", but not all went well in it: see {(result.Faults.Total > 0 ? "the faults and " : "")}the other warnings"
            : last > first ? ": the warm-up may have been too short; give it longer with --warmup"
            : ": see what else runs on the machines, and run longer");
    }
}

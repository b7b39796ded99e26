using System.Diagnostics;
using System.Globalization;
using Pollecho.Measurement;
using Pollecho.Text;

namespace Pollecho.Client;

/// <summary>Why a result should not be trusted as it stands, and what to do about it.</summary>
internal static class LoadWarnings
{
    private const int SamplesBeyond = 10;
    private const double BusyTurns = 0.99;
    private const double BusyCpu = 0.9;
    private const double RateKept = 0.999;
    private const double ClockShare = 0.01;
    private const double Drift = 0.1;
    private const long DriftSamples = 100;
    private static readonly TimeSpan LateSend = TimeSpan.FromMilliseconds(1);

    /// <summary>One sentence for each reason, none if there is none.</summary>
    public static IReadOnlyList<string> Of(LoadOptions options, LoadResult result, IReadOnlyList<double> percentiles) =>
        Of(options, result, percentiles, Stopwatch.Frequency);

    /// <summary>The same for a clock of so many ticks a second.</summary>
    internal static IReadOnlyList<string> Of(LoadOptions options, LoadResult result, IReadOnlyList<double> percentiles, long clockFrequency)
    {
        string?[] warnings =
        [
            Samples(result.RoundTrip, percentiles),
            Bottleneck(options, result),
            RateNotKept(options, result),
            SentLate(result),
            Clock(result.RoundTrip, clockFrequency),
            NotSteady(options, result),
        ];
        return [.. warnings.OfType<string>()];
    }

    private static string? Samples(LatencyHistogram histogram, IReadOnlyList<double> percentiles)
    {
        if (histogram.Count == 0)
        {
            return "no message of the measured window was answered, so there are no round-trip times: see the faults, or run longer";
        }

        // 100 is the maximum: there is nothing beyond it however long the run.
        double[] weak = [.. percentiles.Where(percentile => percentile < 100 && histogram.Count < Needed(percentile)).Order()];
        return weak.Length == 0
            ? null
            : $"{Units.Count(histogram.Count, "sample")} {(histogram.Count == 1 ? "is" : "are")} too few for "
                + string.Join(" and ", weak.Select(percentile => "p" + percentile.ToString(CultureInfo.InvariantCulture)))
                + $", for fewer than {SamplesBeyond} lie beyond: send at least {Units.Count(Needed(weak[^1]))} messages, or leave it out of --percentiles";
    }

    /// <summary>How many samples it takes for enough of them to lie beyond a percentile.</summary>
    private static long Needed(double percentile) =>
        (long)Math.Min(Math.Ceiling(Math.Round(SamplesBeyond * 100 / (100 - percentile), 3)), long.MaxValue / 2);

    private static string? Bottleneck(LoadOptions options, LoadResult result)
    {
        double busy = result.Cpu / (result.Elapsed * options.Threads);
        bool found = result.Turns > 0 && result.Turns - result.EmptyTurns > BusyTurns * result.Turns && busy > BusyCpu;
        return found
            ? $"the client itself was the bottleneck, busy for {Percent(Math.Min(busy, 1))} of the time and hardly ever waiting for the server: "
                + "give it more --threads, or share the load out to several clients"
            : null;
    }

    private static string? RateNotKept(LoadOptions options, LoadResult result)
    {
        // The window goes on until the last reply, and so beyond the moment when the last of a count was due.
        double due = Math.Min(options.Rate * result.Elapsed.TotalSeconds ?? 0, options.Count ?? double.MaxValue);

        // A message at the edge of the window may fall to either side of it, once for each thread.
        if (result.Interrupted || result.Sent >= due * RateKept || result.Sent >= due - options.Threads)
        {
            return null;
        }

        return $"{Percent(result.Sent / due)} of the {Units.Count((long)Math.Round(due), "message")} that were due were sent: "
            + (IsLate(result)
                ? "the client cannot keep this rate: lower --rate, or give it more --threads"
                : "replies came too slowly to send more on time, or connections were down: lower --rate, or raise --connections or --pipeline");
    }

    private static string? SentLate(LoadResult result) => IsLate(result)
        ? $"half of the messages were sent more than {Units.Duration(result.SendDelay!.Percentile(50))} after they were due, though nothing but the client held them up: "
            + "trust the service time only, and lower --rate or give it more --threads"
        : null;

    private static bool IsLate(LoadResult result) => result.SendDelay?.Percentile(50) > LateSend.TotalNanoseconds;

    private static string? Clock(LatencyHistogram histogram, long clockFrequency)
    {
        double tick = 1e9 / clockFrequency;
        return histogram.Count > 0 && tick > ClockShare * histogram.Percentile(50)
            ? $"the clock moves in steps of {Units.Duration(tick)}, more than {Percent(ClockShare)} of the median: "
                + "take the mean of many messages, not a single percentile"
            : null;
    }

    private static string? NotSteady(LoadOptions options, LoadResult result)
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

        const string Warmup = "the warm-up was too short; give it longer with --warmup";
        return first == 0 ? $"the first quarter of the run got no reply at all: {Warmup}"
            : last > first ? $"the last quarter of the run got {Percent((last / first) - 1)} more replies than the first: {Warmup}"
            : $"the last quarter of the run got {Percent(1 - (last / first))} fewer replies than the first: it slows down; "
                + "see what else runs on the machines, and run longer";
    }

    private static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + "%";
}

using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Text;

namespace Pollecho.Compare;

/// <summary>A figure that is compared: everything that reports need to know of it.</summary>
/// <param name="Key">The key in JSON and the column in CSV, with the unit.</param>
/// <param name="Heading">The heading in tables and charts, with the unit.</param>
/// <param name="Read">Reads it from a sample; null if it does not apply, or there are too few round trips to know.</param>
internal sealed record Metric(string Key, string Heading, Func<Sample, double?> Read)
{
    /// <summary>Messages answered a second.</summary>
    public static readonly Metric MessagesPerSecond = new("messages_per_s", "messages/s", sample => sample.Answered > 0 ? sample.Answered / sample.Elapsed.TotalSeconds : null)
    {
        Better = Better.Higher,
    };

    /// <summary>Median of the round trips, in microseconds.</summary>
    public static readonly Metric P50 = OfRoundTrips("rtt_p50_us", "RTT p50 µs", 50);

    /// <summary>What 99% of the round trips did not exceed, in microseconds.</summary>
    public static readonly Metric P99 = OfRoundTrips("rtt_p99_us", "p99 µs", 99);

    /// <summary>What 99.9% of the round trips did not exceed, in microseconds.</summary>
    public static readonly Metric P999 = OfRoundTrips("rtt_p99.9_us", "p99.9 µs", 99.9);

    /// <summary>The server's processor time, in per cent of one core.</summary>
    public static readonly Metric CpuPercent = new("server_cpu_percent", "CPU %", sample => 100 * (sample.ServerCpu / sample.Elapsed))
    {
        Explanation = "CPU is the server's, 100% = one core"
            + (ProcessCpu.Step > TimeSpan.Zero ? $"; while a server runs, its count is up to {Units.Duration(ProcessCpu.Step)} behind." : "."),
        FullHeading = "CPU % of one core",
        LeastDifference = 0.1,
    };

    /// <summary>The server's processor time a message, in microseconds.</summary>
    public static readonly Metric CpuPerMessage = new("server_cpu_us_per_message", "CPU µs/msg", sample => sample.Answered > 0 ? sample.ServerCpu.TotalMicroseconds / sample.Answered : null);

    /// <summary>The server's calls that found nothing, a message: would-block receives and sends, accept looks, readiness calls.</summary>
    public static readonly Metric EmptyCallsPerMessage = new("empty_calls_per_message", "empty calls/msg", sample => sample.EmptyCallsPerMessage)
    {
        Explanation = "Empty calls found nothing: receives and sends that would have blocked, looks for a connection, readiness calls.",
        LeastDifference = 0.01,
    };

    /// <summary>Units of other work that the server got done, a second.</summary>
    public static readonly Metric OtherWorkPerSecond = new("other_work_units_per_s", "other work/s", sample => sample.OtherWorkPerSecond)
    {
        Explanation = "Other work is done in turns that found nothing, in units of one or two microseconds.",
        LeastDifference = 1,
        Better = Better.Higher,
    };

    /// <summary>All, in the order in which they are shown.</summary>
    public static IReadOnlyList<Metric> All { get; } =
        [MessagesPerSecond, P50, P99, P999, CpuPercent, CpuPerMessage, EmptyCallsPerMessage, OtherWorkPerSecond];

    /// <summary>The heading where there is room for all of it, as on a page.</summary>
    public string FullHeading { get; init; } = Heading;

    /// <summary>What the heading leaves open, in a sentence; null if nothing.</summary>
    public string? Explanation { get; init; }

    /// <summary>The percentile of the round trips that it is, 0 to 100; null if it is not one.</summary>
    public double? Percentile { get; init; }

    /// <summary>A smaller difference, in the metric's unit, does not matter, however many times the one is the other.</summary>
    public double LeastDifference { get; init; }

    /// <summary>Which way it improves.</summary>
    public Better Better { get; init; } = Better.Lower;

    private static Metric OfRoundTrips(string key, string heading, double percentile) =>
        new(key, heading, sample => Sample.Microseconds(sample.RoundTrips, percentile)) { Percentile = percentile };
}

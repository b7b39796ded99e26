using Pollecho.Measurement;

namespace Pollecho.Compare;

/// <summary>What one regime of one run found of one contender.</summary>
/// <param name="Elapsed">The measured window.</param>
/// <param name="Answered">Right replies in it.</param>
/// <param name="RoundTrips">Their round trips.</param>
/// <param name="ServerCpu">The server's processor time in it.</param>
internal sealed record Sample(TimeSpan Elapsed, long Answered, LatencyHistogram RoundTrips, TimeSpan ServerCpu)
{
    /// <summary>Calls of the server that would have blocked, a message; null for a model, which makes none.</summary>
    public double? NothingPerMessage { get; init; }

    /// <summary>Units of other work a second; null for a model, which does none.</summary>
    public double? OtherWorkPerSecond { get; init; }

    /// <summary>One of its figures; null if it does not apply, or too few round trips tell it.</summary>
    public double? Figure(Metric metric) => metric switch
    {
        Metric.MessagesPerSecond => Answered > 0 ? Answered / Elapsed.TotalSeconds : null,
        Metric.P50 => Microseconds(RoundTrips, 50),
        Metric.P99 => Microseconds(RoundTrips, 99),
        Metric.P999 => Microseconds(RoundTrips, 99.9),
        Metric.CpuPercent => 100 * (ServerCpu / Elapsed),
        Metric.CpuPerMessage => Answered > 0 ? ServerCpu.TotalMicroseconds / Answered : null,
        Metric.NothingPerMessage => NothingPerMessage,
        _ => OtherWorkPerSecond,
    };

    /// <summary>A percentile in microseconds; null if fewer round trips were seen than it takes to have one beyond it.</summary>
    public static double? Microseconds(LatencyHistogram roundTrips, double percentile) =>
        roundTrips.Count > 0 && roundTrips.Count * (100 - percentile) >= 99.9 ? roundTrips.Percentile(percentile) / 1e3 : null;
}

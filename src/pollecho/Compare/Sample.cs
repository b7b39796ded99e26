using Pollecho.Measurement;

namespace Pollecho.Compare;

/// <summary>What one regime of one run found of one contender.</summary>
/// <param name="Elapsed">The measured window.</param>
/// <param name="Answered">Right replies in it.</param>
/// <param name="RoundTrips">Their round trips.</param>
/// <param name="ServerCpu">The server's processor time in it.</param>
internal sealed record Sample(TimeSpan Elapsed, long Answered, LatencyHistogram RoundTrips, TimeSpan ServerCpu)
{
    /// <summary>The server's calls that found nothing, a message; null for a model, which makes none.</summary>
    public double? EmptyCallsPerMessage { get; init; }

    /// <summary>Units of other work a second; null for a model, which does none.</summary>
    public double? OtherWorkPerSecond { get; init; }

    /// <summary>How much other programs were in the way.</summary>
    public required Disturbance Disturbance { get; init; }

    /// <summary>One of its figures; null if it does not apply, or it has too few round trips to know.</summary>
    public double? Figure(Metric metric) => metric switch
    {
        Metric.MessagesPerSecond => Answered > 0 ? Answered / Elapsed.TotalSeconds : null,
        Metric.P50 or Metric.P99 or Metric.P999 => Microseconds(RoundTrips, metric.Percentile()!.Value),
        Metric.CpuPercent => 100 * (ServerCpu / Elapsed),
        Metric.CpuPerMessage => Answered > 0 ? ServerCpu.TotalMicroseconds / Answered : null,
        Metric.EmptyCallsPerMessage => EmptyCallsPerMessage,
        _ => OtherWorkPerSecond,
    };

    /// <summary>A percentile in microseconds; null if too few round trips lie beyond it.</summary>
    public static double? Microseconds(LatencyHistogram roundTrips, double percentile) =>
        roundTrips.Count >= PercentileSamples.Needed(percentile) ? roundTrips.Percentile(percentile) / 1e3 : null;
}

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

    /// <summary>A percentile in microseconds; null if too few round trips lie beyond it.</summary>
    public static double? Microseconds(LatencyHistogram roundTrips, double percentile) =>
        roundTrips.Count >= PercentileSamples.Needed(percentile) ? roundTrips.Percentile(percentile) / 1e3 : null;
}

namespace Pollecho.Measurement;

/// <summary>How many samples a percentile needs to be worth reporting.</summary>
internal static class PercentileSamples
{
    /// <summary>How many samples must lie beyond a percentile.</summary>
    public const int Beyond = 10;

    /// <summary>The fewest samples of which enough lie beyond a percentile.</summary>
    /// <param name="percentile">From 0, below 100: beyond the maximum lies nothing.</param>
    public static long Needed(double percentile) =>
        (long)Math.Min(Math.Ceiling(Math.Round(Beyond * 100 / (100 - percentile), 3)), long.MaxValue / 2);
}

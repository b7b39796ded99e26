using System.Diagnostics;
using HdrHistogram;

namespace Pollecho.Measurement;

/// <summary>
/// Durations in nanoseconds, in an HdrHistogram of three significant digits, with the extremes kept exactly.
/// For one thread at a time; another may read percentiles meanwhile, and gets them a moment old. Recording
/// allocates nothing.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>The longest duration told apart: an hour. A longer one counts as an hour; the exact maximum says more.</summary>
    public const long HighestTrackable = 3_600_000_000_000;

    private const int SignificantDigits = 3;

    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    private readonly LongHistogram _histogram = new(1, HighestTrackable, SignificantDigits);

    /// <summary>How many durations were recorded.</summary>
    public long Count => _histogram.TotalCount;

    /// <summary>The shortest, exactly; 0 if none was recorded.</summary>
    public long MinNanoseconds { get; private set; }

    /// <summary>The longest, exactly; 0 if none was recorded.</summary>
    public long MaxNanoseconds { get; private set; }

    /// <summary>The mean, to three significant digits; 0 if none was recorded.</summary>
    public double MeanNanoseconds => Count == 0 ? 0 : _histogram.GetMean();

    /// <summary>The standard deviation; 0 if none was recorded.</summary>
    public double StdDevNanoseconds => Count == 0 ? 0 : _histogram.GetStdDeviation();

    /// <summary>
    /// Records a duration of <paramref name="stopwatchTicks"/>, as <see cref="Stopwatch.GetTimestamp"/> counts,
    /// so many times. A negative one counts as 0.
    /// </summary>
    public void Record(long stopwatchTicks, long count = 1) =>
        RecordNanoseconds(Math.Max(0, (long)(stopwatchTicks * NanosecondsPerTick)), count);

    /// <summary>Records a duration so many times.</summary>
    public void RecordNanoseconds(long nanoseconds, long count = 1)
    {
        MinNanoseconds = Count == 0 ? nanoseconds : Math.Min(MinNanoseconds, nanoseconds);
        MaxNanoseconds = Math.Max(MaxNanoseconds, nanoseconds);
        _histogram.RecordValueWithCount(Math.Min(nanoseconds, HighestTrackable), count);
    }

    /// <summary>
    /// The duration that <paramref name="percentile"/> per cent did not exceed, to three significant digits
    /// and never beyond the exact extremes; 0 if none was recorded.
    /// </summary>
    public long Percentile(double percentile)
    {
        if (Count == 0)
        {
            return 0;
        }

        // The library rounds to the nearest rank, which may be the one before the first that reaches the percentile.
        double rank = Math.Max(1, Math.Ceiling((percentile * Count / 100) - 1e-6));
        return Math.Clamp(_histogram.GetValueAtPercentile(100 * rank / Count), MinNanoseconds, MaxNanoseconds);
    }

    /// <summary>Adds all that another one recorded.</summary>
    public void Add(LatencyHistogram other)
    {
        if (other.Count == 0)
        {
            return;
        }

        MinNanoseconds = Count == 0 ? other.MinNanoseconds : Math.Min(MinNanoseconds, other.MinNanoseconds);
        MaxNanoseconds = Math.Max(MaxNanoseconds, other.MaxNanoseconds);
        _histogram.Add(other._histogram);
    }

    /// <summary>Writes the percentile distribution in HdrHistogram's own text form, in microseconds.</summary>
    public void WriteDistribution(TextWriter writer) =>
        _histogram.OutputPercentileDistribution(writer, outputValueUnitScalingRatio: 1000);
}

using System.Diagnostics;

namespace Pollecho.Measurement;

/// <summary>
/// Durations in nanoseconds, in an HdrHistogram of three significant digits, with the extremes kept exactly.
/// For one thread at a time; another may read percentiles meanwhile, and gets them a moment old. Recording
/// allocates nothing.
/// </summary>
/// <remarks>
/// The recording, and what is written and exchanged, are those of https://github.com/HdrHistogram/HdrHistogram. Its .NET
/// library is off by one step in long durations, writes what the others do not read, and brings in 600 kB that are not used.
/// </remarks>
internal sealed class LatencyHistogram
{
    /// <summary>The longest duration that the buckets hold: an hour. A longer one counts as an hour; the maximum stays exact.</summary>
    public const long HighestTrackable = 3_600_000_000_000;

    /// <summary>The shortest duration that is not counted as 0, in nanoseconds.</summary>
    public const long LowestDiscernible = 1;

    /// <summary>How many digits of a duration are kept.</summary>
    public const int SignificantDigits = 3;

    /// <summary>The most durations that may be restored: nine thousand such histograms can be added up.</summary>
    public const long MostRestored = 1_000_000_000_000_000;

    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    private readonly long[] _counts = new long[HistogramBuckets.Count];

    /// <summary>How many durations were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The shortest, exactly; 0 if none was recorded.</summary>
    public long MinNanoseconds { get; private set; }

    /// <summary>The longest, exactly; 0 if none was recorded.</summary>
    public long MaxNanoseconds { get; private set; }

    /// <summary>The sum of all, exactly: wide enough for a thousand years of hours.</summary>
    public Int128 SumNanoseconds { get; private set; }

    /// <summary>The mean, exactly, so that it is never outside the extremes; 0 if none was recorded.</summary>
    public double MeanNanoseconds => Count == 0 ? 0 : Math.Clamp((double)SumNanoseconds / Count, MinNanoseconds, MaxNanoseconds);

    /// <summary>The standard deviation; 0 if none was recorded.</summary>
    public double StdDevNanoseconds
    {
        get
        {
            if (Count == 0)
            {
                return 0;
            }

            // Of the middles of the buckets from their own mean, so that durations of one bucket deviate by nothing.
            double mean = Sum(bucket => HistogramBuckets.Middle(bucket)) / Count;
            return Math.Sqrt(Sum(bucket => Math.Pow(HistogramBuckets.Middle(bucket) - mean, 2)) / Count);
        }
    }

    /// <summary>
    /// Records a duration of <paramref name="stopwatchTicks"/>, as <see cref="Stopwatch.GetTimestamp"/> counts,
    /// <paramref name="count"/> times. A negative one counts as 0.
    /// </summary>
    public void Record(long stopwatchTicks, long count = 1) => RecordNanoseconds(Nanoseconds(stopwatchTicks), count);

    /// <summary>A duration as <see cref="Stopwatch.GetTimestamp"/> counts, in nanoseconds as they are recorded. A negative one is 0.</summary>
    public static long Nanoseconds(long stopwatchTicks) => Math.Max(0, (long)(stopwatchTicks * NanosecondsPerTick));

    /// <summary>Records a duration <paramref name="count"/> times.</summary>
    public void RecordNanoseconds(long nanoseconds, long count = 1)
    {
        MinNanoseconds = Count == 0 ? nanoseconds : Math.Min(MinNanoseconds, nanoseconds);
        MaxNanoseconds = Math.Max(MaxNanoseconds, nanoseconds);
        SumNanoseconds += (Int128)nanoseconds * count;
        _counts[HistogramBuckets.Of(Math.Min(nanoseconds, HighestTrackable))] += count;
        Count += count;
    }

    /// <summary>
    /// The duration that <paramref name="percentile"/> per cent did not exceed, to three significant digits
    /// and never beyond the exact extremes; 0 if none was recorded.
    /// </summary>
    public long Percentile(double percentile)
    {
        return Count == 0 ? 0 : At(Rank(percentile, Count));
    }

    /// <summary>The same where <paramref name="missing"/> more durations are not known and are longer than all others; null if it is one of these.</summary>
    public long? Percentile(double percentile, long missing)
    {
        double rank = Rank(percentile, Count + missing);
        return rank > Count ? null : Count == 0 ? 0 : At(rank);
    }

    /// <summary>What was recorded, shortest first: durations to three significant digits, never beyond the exact extremes, with how many there were of each.</summary>
    public IEnumerable<(long Nanoseconds, long Count)> Recorded
    {
        get
        {
            for (int bucket = 0; bucket < _counts.Length; bucket++)
            {
                if (_counts[bucket] > 0)
                {
                    yield return (WithinExtremes(bucket), _counts[bucket]);
                }
            }
        }
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
        SumNanoseconds += other.SumNanoseconds;
        Count += other.Count;
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            _counts[bucket] += other._counts[bucket];
        }
    }

    /// <summary>Forgets all that was recorded. Not while another thread reads.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        (Count, MinNanoseconds, MaxNanoseconds, SumNanoseconds) = (0, 0, 0, 0);
    }

    /// <summary>How many are in a bucket of <see cref="HistogramBuckets"/>.</summary>
    public long CountIn(int bucket) => _counts[bucket];

    /// <summary>One that was written down, as it was.</summary>
    /// <param name="counts">How many durations each bucket has; none is negative.</param>
    /// <param name="min">The shortest, in nanoseconds.</param>
    /// <param name="max">The longest.</param>
    /// <param name="sum">The sum of all.</param>
    /// <exception cref="FormatException">These do not belong together, or are more than <see cref="MostRestored"/>; the message says which, to follow a colon.</exception>
    public static LatencyHistogram Restore(ReadOnlySpan<long> counts, long min, long max, Int128 sum)
    {
        var restored = new LatencyHistogram();
        for (int bucket = 0; bucket < counts.Length; bucket++)
        {
            if (counts[bucket] > MostRestored - restored.Count)
            {
                throw new FormatException("it has more durations than can be added up");
            }

            restored._counts[bucket] = counts[bucket];
            restored.Count += counts[bucket];
        }

        bool areExtremes = restored.Count == 0
            ? min == 0 && max == 0
            : BucketOf(min) == counts.IndexOfAnyExcept(0) && BucketOf(max) == counts.LastIndexOfAnyExcept(0) && min <= max;
        if (!areExtremes || sum < (Int128)min * restored.Count || sum > (Int128)max * restored.Count)
        {
            throw new FormatException("its extremes or its sum do not belong to its counts");
        }

        (restored.MinNanoseconds, restored.MaxNanoseconds, restored.SumNanoseconds) = (min, max, sum);
        return restored;
    }

    /// <summary>The bucket in which a duration is counted; -1 for one that is negative.</summary>
    private static int BucketOf(long nanoseconds) => nanoseconds < 0 ? -1 : HistogramBuckets.Of(Math.Min(nanoseconds, HighestTrackable));

    /// <summary>Which of <paramref name="count"/> durations in order is the first that reaches a percentile, from 1.</summary>
    private static double Rank(double percentile, long count) => Math.Max(1, Math.Ceiling((percentile * count / 100) - 1e-6));

    /// <summary>The duration of a rank, from 1 to <see cref="Count"/>, as it is reported.</summary>
    private long At(double rank)
    {
        long seen = 0;
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank)
            {
                return WithinExtremes(bucket);
            }
        }

        // While another thread records, the count may be ahead of the buckets.
        return MaxNanoseconds;
    }

    private long WithinExtremes(int bucket) => Math.Clamp(HistogramBuckets.Longest(bucket), MinNanoseconds, MaxNanoseconds);

    /// <summary>The sum over all durations of what one in a bucket counts for.</summary>
    private double Sum(Func<int, double> figure)
    {
        double sum = 0;
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            sum += _counts[bucket] > 0 ? figure(bucket) * _counts[bucket] : 0;
        }

        return sum;
    }
}

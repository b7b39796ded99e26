using System.Numerics;

namespace Pollecho.Measurement;

/// <summary>
/// The buckets of an HdrHistogram of three significant digits, by their number from 0: one for each nanosecond up to 2,047,
/// then 1,024 for each power of two. The same for every implementation, as a histogram is exchanged by its buckets.
/// </summary>
internal static class HistogramBuckets
{
    private const int HalfBits = 10;

    /// <summary>How many there are, up to the one of <see cref="LatencyHistogram.HighestTrackable"/>.</summary>
    public static readonly int Count = Of(LatencyHistogram.HighestTrackable) + 1;

    /// <summary>How many there are in the first range, which has one for each nanosecond; half as many in each of the others.</summary>
    public const int OfFirstRange = 2 << HalfBits;

    /// <summary>How many ranges they are in: the first, and one for each power of two above it.</summary>
    public static readonly int Ranges = Of(LatencyHistogram.HighestTrackable) >> HalfBits;

    /// <summary>Which one a duration is in.</summary>
    /// <param name="nanoseconds">From 0 to <see cref="LatencyHistogram.HighestTrackable"/>.</param>
    public static int Of(long nanoseconds)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)nanoseconds) - HalfBits);
        return (shift << HalfBits) + (int)(nanoseconds >> shift);
    }

    /// <summary>The shortest duration in one, in nanoseconds. That of the next one is the first that is too long.</summary>
    public static long Shortest(int bucket)
    {
        int shift = Math.Max(0, (bucket >> HalfBits) - 1);
        return (long)(bucket - (shift << HalfBits)) << shift;
    }

    /// <summary>The longest duration in one, in nanoseconds.</summary>
    public static long Longest(int bucket) => Shortest(bucket + 1) - 1;

    /// <summary>The duration in the middle of one, in nanoseconds.</summary>
    public static long Middle(int bucket) => Shortest(bucket) + ((Shortest(bucket + 1) - Shortest(bucket)) / 2);
}

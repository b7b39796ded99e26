using HdrHistogram;
using Pollecho.Measurement;

namespace Pollecho.Tests.Measurement;

public class HistogramBucketsTests
{
    [Fact]
    public void Each_duration_is_in_the_bucket_that_begins_at_or_before_it()
    {
        for (int bucket = 0; bucket < HistogramBuckets.Count; bucket++)
        {
            long shortest = HistogramBuckets.Shortest(bucket), next = HistogramBuckets.Shortest(bucket + 1);
            Assert.Equal(bucket, HistogramBuckets.Of(shortest));
            Assert.Equal(bucket, HistogramBuckets.Of(next - 1));
            Assert.InRange(next - shortest, 1, Math.Max(1, shortest / 1000));
        }

        Assert.Equal(HistogramBuckets.Count - 1, HistogramBuckets.Of(LatencyHistogram.HighestTrackable));
    }

    [Fact]
    public void The_library_has_the_same_ones()
    {
        var library = new LongHistogram(LatencyHistogram.LowestDiscernible, LatencyHistogram.HighestTrackable, LatencyHistogram.SignificantDigits);
        for (int bucket = 0; bucket < HistogramBuckets.Count; bucket++)
        {
            Assert.Equal(HistogramBuckets.Shortest(bucket), library.LowestEquivalentValue(HistogramBuckets.Shortest(bucket)));
            Assert.Equal(HistogramBuckets.Shortest(bucket), library.LowestEquivalentValue(HistogramBuckets.Shortest(bucket + 1) - 1));
        }
    }
}

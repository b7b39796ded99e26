using System.Diagnostics;
using CsCheck;
using Pollecho.Measurement;

namespace Pollecho.Tests.Measurement;

public class LatencyHistogramTests
{
    private const double Precision = 0.001;

    private static readonly double[] Percentiles = [0, 1, 10, 25, 50, 75, 90, 99, 99.9, 99.99, 100];

    // As many short durations as long ones: spread evenly over the powers of ten, from 0 to an hour.
    private static readonly Gen<long> Nanoseconds = Gen.Double[0, Math.Log(LatencyHistogram.HighestTrackable)]
        .Select(exponent => (long)Math.Exp(exponent) - 1);

    private static readonly Gen<long[]> Samples = Gen.OneOf(
        Nanoseconds.Array[1, 300],
        Gen.Long[20_000, 20_100].Array[1, 300]);

    [Fact]
    public void The_mean_is_exact_also_of_durations_recorded_together()
    {
        var histogram = new LatencyHistogram();
        histogram.RecordNanoseconds(1_000_001, count: 3);
        histogram.RecordNanoseconds(5_000_001);

        Assert.Equal(2_000_001, histogram.MeanNanoseconds);
    }

    [Fact]
    public void Percentiles_agree_with_an_exact_sort() => Samples.Sample(samples =>
    {
        LatencyHistogram histogram = Record(samples);
        long[] sorted = [.. samples.Order()];

        foreach (double percentile in Percentiles)
        {
            double rank = percentile / 100 * sorted.Length;
            long highest = sorted[(int)Math.Max(Math.Ceiling(rank), 1) - 1];
            Assert.InRange(histogram.Percentile(percentile), highest, highest * (1 + Precision));
        }
    });

    [Fact]
    public void Count_and_extremes_are_exact() => Samples.Sample(samples =>
    {
        LatencyHistogram histogram = Record(samples);

        Assert.Equal(samples.Length, histogram.Count);
        Assert.Equal(samples.Min(), histogram.MinNanoseconds);
        Assert.Equal(samples.Max(), histogram.MaxNanoseconds);
    });

    [Fact]
    public void Mean_and_deviation_agree_with_the_samples() => Samples.Sample(samples =>
    {
        LatencyHistogram histogram = Record(samples);
        double mean = samples.Average();
        double deviation = Math.Sqrt(samples.Average(sample => (sample - mean) * (sample - mean)));

        Assert.Equal(mean, histogram.MeanNanoseconds, (mean * 2 * Precision) + 1);
        Assert.Equal(deviation, histogram.StdDevNanoseconds, (samples.Max() * 2 * Precision) + 1);
    });

    [Fact]
    public void Adding_two_is_recording_all_in_one() => Gen.Select(Nanoseconds.Array[0, 100], Nanoseconds.Array[0, 100]).Sample((first, second) =>
    {
        LatencyHistogram sum = Record(first);
        sum.Add(Record(second));
        LatencyHistogram all = Record([.. first, .. second]);

        Assert.Equal(all.Count, sum.Count);
        Assert.Equal(all.MinNanoseconds, sum.MinNanoseconds);
        Assert.Equal(all.MaxNanoseconds, sum.MaxNanoseconds);
        Assert.Equal(all.MeanNanoseconds, sum.MeanNanoseconds);
        Assert.Equal(all.StdDevNanoseconds, sum.StdDevNanoseconds);
        Assert.All(Percentiles, percentile => Assert.Equal(all.Percentile(percentile), sum.Percentile(percentile)));
    });

    [Fact]
    public void Recording_a_duration_several_times_is_recording_it_each_time() => Gen.Select(Nanoseconds, Gen.Int[1, 100]).Sample((nanoseconds, count) =>
    {
        var histogram = new LatencyHistogram();
        histogram.RecordNanoseconds(nanoseconds, count);

        Assert.Equal(count, histogram.Count);
        Assert.Equal(nanoseconds, histogram.MinNanoseconds);
        Assert.Equal(nanoseconds, histogram.MaxNanoseconds);
        Assert.Equal(nanoseconds, histogram.Percentile(50));
    });

    [Fact]
    public void The_extremes_of_two_are_those_of_both()
    {
        LatencyHistogram sum = Record([50, 60]);
        sum.Add(Record([10, 20]));
        sum.Add(Record([90]));

        Assert.Equal((10, 90), (sum.MinNanoseconds, sum.MaxNanoseconds));
    }

    [Fact]
    public void An_empty_one_is_all_zeros()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(new LatencyHistogram());

        Assert.Equal(
            [0, 0, 0, 0, 0, 0],
            [histogram.Count, histogram.MinNanoseconds, histogram.MaxNanoseconds, histogram.MeanNanoseconds, histogram.StdDevNanoseconds, histogram.Percentile(99)]);
    }

    [Fact]
    public void Stopwatch_ticks_are_recorded_in_nanoseconds()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(Stopwatch.Frequency);
        Assert.Equal(1_000_000_000, histogram.MaxNanoseconds);

        // Clocks of two processors may differ by a little.
        histogram.Record(-1);
        Assert.Equal(0, histogram.MinNanoseconds);
    }

    [Fact]
    public void What_is_longer_than_an_hour_is_not_dropped()
    {
        var histogram = new LatencyHistogram();
        histogram.RecordNanoseconds(2 * LatencyHistogram.HighestTrackable);

        Assert.Equal(1, histogram.Count);
        Assert.Equal(2 * LatencyHistogram.HighestTrackable, histogram.MaxNanoseconds);
        Assert.Equal(2 * LatencyHistogram.HighestTrackable, histogram.Percentile(100));
    }

    private static LatencyHistogram Record(long[] samples)
    {
        var histogram = new LatencyHistogram();
        foreach (long sample in samples)
        {
            histogram.RecordNanoseconds(sample);
        }

        return histogram;
    }
}

using Pollecho.Compare;
using Pollecho.Measurement;

namespace Pollecho.Tests.Compare;

/// <summary>The figures of one run, each in its unit.</summary>
public class SampleTests
{
    [Fact]
    public void Each_figure_is_in_its_unit()
    {
        var sample = new Sample(TimeSpan.FromSeconds(2), 10_000, RoundTrips(1_000, nanoseconds: 50_000), TimeSpan.FromMilliseconds(500)) { Disturbance = new(0, 0, 0, 0) };

        Assert.Equal(5_000, Metric.MessagesPerSecond.Read(sample));
        Assert.Equal(25, Metric.CpuPercent.Read(sample));
        Assert.Equal(50, Metric.CpuPerMessage.Read(sample));
        Assert.Equal(50, Metric.P50.Read(sample));
    }

    [Fact]
    public void Without_messages_there_is_no_figure_of_them()
    {
        var sample = new Sample(TimeSpan.FromSeconds(2), 0, RoundTrips(0, 0), TimeSpan.FromMilliseconds(500)) { Disturbance = new(0, 0, 0, 0) };

        Assert.Equal(25, Metric.CpuPercent.Read(sample));
        Assert.All([Metric.MessagesPerSecond, Metric.CpuPerMessage, Metric.P50], metric => Assert.Null(metric.Read(sample)));
    }

    [Fact]
    public void Each_percentile_is_the_one_it_is_called()
    {
        LatencyHistogram roundTrips = RoundTrips(9_800, nanoseconds: 10_000);
        roundTrips.RecordNanoseconds(20_000, 190);
        roundTrips.RecordNanoseconds(40_000, 10);
        var sample = new Sample(TimeSpan.FromSeconds(1), 10_000, roundTrips, TimeSpan.Zero) { Disturbance = new(0, 0, 0, 0) };

        Assert.Equal([10, 20, 20], new[] { Metric.P50, Metric.P99, Metric.P999 }.Select(metric => Math.Round(metric.Read(sample)!.Value)));

        roundTrips.RecordNanoseconds(40_000, 10);
        Assert.Equal(40, Math.Round(Metric.P999.Read(sample)!.Value));
    }

    [Theory]
    [InlineData(20, 50, true)]
    [InlineData(19, 50, false)]
    [InlineData(1_000, 99, true)]
    [InlineData(999, 99, false)]
    [InlineData(10_000, 99.9, true)]
    [InlineData(9_999, 99.9, false)]
    public void A_percentile_takes_round_trips_beyond_it(int count, double percentile, bool known) =>
        Assert.Equal(known, Sample.Microseconds(RoundTrips(count, nanoseconds: 50_000), percentile) is not null);

    private static LatencyHistogram RoundTrips(int count, long nanoseconds)
    {
        var histogram = new LatencyHistogram();
        if (count > 0)
        {
            histogram.RecordNanoseconds(nanoseconds, count);
        }

        return histogram;
    }
}

using System.Globalization;
using CsCheck;
using HdrHistogram;
using Pollecho.Measurement;
using Pollecho.Output.Client;

namespace Pollecho.Tests.Output.Client;

public class PercentileDistributionTests
{
    // From here on, 37 minutes, HdrHistogram's library is off by one step: https://github.com/HdrHistogram/HdrHistogram.NET/pull/169
    private const long OffByOneFrom = 1L << 41;

    private static readonly Gen<(long, int)[]> Samples = Gen.Select(Gen.Double[0, Math.Log(OffByOneFrom)].Select(exponent => (long)Math.Exp(exponent) - 1), Gen.Int[1, 100_000]).Array[1, 300];

    [Fact]
    public void It_is_what_the_library_of_HdrHistogram_writes() => Samples.Sample(samples =>
    {
        var library = new LongHistogram(LatencyHistogram.LowestDiscernible, LatencyHistogram.HighestTrackable, LatencyHistogram.SignificantDigits);
        var histogram = new LatencyHistogram();
        foreach ((long nanoseconds, int count) in samples)
        {
            library.RecordValueWithCount(nanoseconds, count);
            histogram.RecordNanoseconds(nanoseconds, count);
        }

        using var expected = new StringWriter(CultureInfo.InvariantCulture);
        library.OutputPercentileDistribution(expected, outputValueUnitScalingRatio: 1000);

        Assert.Equal(WithoutMean(expected.ToString()), WithoutMean(PercentileDistribution.Of(histogram)));
    });

    [Fact]
    public void Its_mean_is_exact()
    {
        var histogram = new LatencyHistogram();
        histogram.RecordNanoseconds(3_000_001_000);

        Assert.Contains("#[Mean    =  3000001.000, ", PercentileDistribution.Of(histogram), StringComparison.Ordinal);
    }

    // The library's mean is that of the middles of its buckets.
    private static string[] WithoutMean(string text) => [.. text.Split('\n').Where(line => !line.StartsWith("#[Mean", StringComparison.Ordinal))];
}

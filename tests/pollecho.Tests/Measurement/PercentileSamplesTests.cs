using Pollecho.Measurement;

namespace Pollecho.Tests.Measurement;

/// <summary>How many samples a percentile takes.</summary>
public class PercentileSamplesTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(50, 20)]
    [InlineData(99, 1_000)]
    [InlineData(99.9, 10_000)]
    [InlineData(99.99, 100_000)]
    public void Ten_samples_lie_beyond(double percentile, long needed) => Assert.Equal(needed, PercentileSamples.Needed(percentile));
}

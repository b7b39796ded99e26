using Pollecho.Compare;

namespace Pollecho.Tests.Compare;

/// <summary>Medians, ranges, and what counts as noise.</summary>
public class SpreadTests
{
    [Fact]
    public void The_median_is_the_middle_one_or_between_the_two_in_the_middle()
    {
        Assert.Equal(new Spread(2, 1, 9), Spread.Of([9, 1, 2]));
        Assert.Equal(new Spread(3, 1, 9), Spread.Of([9, 1, 2, 4]));
        Assert.Null(Spread.Of([double.NaN]));
    }

    [Theory]
    [InlineData(100, 90, 110, 120, 108, 130, true)]
    [InlineData(100, 99, 101, 104, 103, 105, true)]
    [InlineData(100, 99, 101, 110, 109, 111, false)]
    [InlineData(1_000, 1_000, 1_000, 951, 951, 951, true)]
    [InlineData(1_000, 1_000, 1_000, 949, 949, 949, false)]
    [InlineData(0, 0, 0, 0, 0, 0, true)]
    public void Ranges_that_overlap_or_medians_under_5_per_cent_apart_are_noise(
        double a, double aMin, double aMax, double b, double bMin, double bMax, bool noise)
    {
        Assert.Equal(noise, new Spread(a, aMin, aMax).IsWithinNoiseOf(new Spread(b, bMin, bMax)));
        Assert.Equal(noise, new Spread(b, bMin, bMax).IsWithinNoiseOf(new Spread(a, aMin, aMax)));
    }

    [Fact]
    public void Nothing_is_no_multiple_of_nothing() => Assert.Null(new Spread(1, 1, 1).RatioTo(new Spread(0, 0, 0)));
}

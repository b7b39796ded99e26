using Pollecho.Sweep;

namespace Pollecho.Tests.Sweep;

public class RateLadderTests
{
    [Fact]
    public void Rates_go_from_the_lowest_to_the_highest_by_a_factor() =>
        Assert.Equal([5_000, 10_570, 22_360, 47_290, 100_000], RateLadder.Between(5_000, 100_000, 5));

    [Fact]
    public void Rates_that_are_too_close_to_be_told_apart_are_one() => Assert.Equal([1000, 1001], RateLadder.Between(1000, 1001, 10).Order());

    [Theory]
    [InlineData(100_001, 100_200, 100)]
    [InlineData(99_999.5, 100_001, 7)]
    [InlineData(1.00004, 1.00006, 3)]
    public void Rates_ascend_however_close_their_ends_are(double lowest, double highest, int steps)
    {
        IReadOnlyList<double> rates = RateLadder.Between(lowest, highest, steps);

        Assert.Equal(rates.Order(), rates);
        Assert.Equal((lowest, highest), (rates[0], rates[^1]));
    }

    [Fact]
    public void Doubles_end_with_the_highest() => Assert.Equal([100, 200, 400, 500], RateLadder.Doubling(100, 500));

    [Theory]
    [InlineData(1.23456, 1.235)]
    [InlineData(12_346, 12_350)]
    [InlineData(999.96, 1000)]
    [InlineData(1000, 1000)]
    [InlineData(9_999_999, 10_000_000)]
    public void A_rate_has_four_digits(double rate, double rounded) => Assert.Equal(rounded, RateLadder.Round(rate));
}

using Pollecho.Measurement;

namespace Pollecho.Tests.Measurement;

/// <summary>Medians and ranges.</summary>
public class SpreadTests
{
    [Fact]
    public void The_median_is_the_middle_one_or_between_the_two_in_the_middle()
    {
        Assert.Equal(new Spread(2, 1, 9), Spread.Of([9, 1, 2]));
        Assert.Equal(new Spread(3, 1, 9), Spread.Of([9, 1, 2, 4]));
        Assert.Null(Spread.Of([double.NaN]));
    }
}

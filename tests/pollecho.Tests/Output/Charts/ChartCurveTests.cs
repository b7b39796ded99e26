using Pollecho.Output.Charts;

namespace Pollecho.Tests.Output.Charts;

/// <summary>Where the names of curves are put.</summary>
public class ChartCurveTests
{
    [Fact]
    public void Names_at_the_ends_of_curves_are_apart_and_in_the_order_of_the_curves()
    {
        var random = new Random(1);
        for (int round = 0; round < 1_000; round++)
        {
            double[] wanted = [.. Enumerable.Range(0, random.Next(1, 13)).Select(_ => Math.Round(random.NextDouble() * 40) * 5).Order()];
            double[] places = ChartCurve.Apart(wanted, 16, 0, 200);

            Assert.All(places.Zip(places.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 16 - 1e-9, string.Join(' ', places)));
            Assert.All(places, place => Assert.InRange(place, 0, 200 + 1e-9));
            Assert.All(wanted.Zip(places), pair => Assert.True(
                Math.Abs(pair.First - pair.Second) < 1e-9 || wanted.Zip(wanted.Skip(1)).Any(next => next.Second - next.First < 16), "It was moved for nothing."));
        }
    }
}

using Pollecho.Output.Charts;

namespace Pollecho.Tests.Output.Charts;

/// <summary>Which figures an axis has.</summary>
public class ChartScaleTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(1)]
    [InlineData(0.13)]
    public void Every_axis_has_figures_and_not_too_many(double lowest)
    {
        for (double range = 1; range < 1e6; range *= 1.07)
        {
            Assert.InRange(ChartScale.Around([lowest, lowest * range]).Ticks().Count(), 2, 6);
        }
    }
}

using Pollecho.Commands;
using Pollecho.Compare;
using Pollecho.Measurement;
using Pollecho.Output.Comparison;

namespace Pollecho.Tests.Output.Comparison;

/// <summary>The charts of a comparison that found little.</summary>
public class CompareChartsTests
{
    private readonly CompareResult _result = new(new ComparePlan { Contenders = Contenders.ParseList("spin,select"), Reference = Contenders.Parse("spin") });

    [Fact]
    public void A_single_round_trip_has_no_percentile_and_no_curve()
    {
        Add("spin", roundTrips: 1);
        Assert.Contains("Nothing was measured", CompareCharts.Percentiles(_result, Regime.Saturated).Body, StringComparison.Ordinal);

        Add("select", roundTrips: 1_000);
        string chart = CompareCharts.Percentiles(_result, Regime.Saturated).Body;
        Assert.Contains("<title>select</title>", chart, StringComparison.Ordinal);
        Assert.DoesNotContain("<title>spin</title>", chart, StringComparison.Ordinal);
    }

    private void Add(string contender, int roundTrips)
    {
        var histogram = new LatencyHistogram();
        for (int i = 0; i < roundTrips; i++)
        {
            histogram.Record(20_000 + i);
        }

        var figures = new Figures();
        figures.Add(0, new Sample(TimeSpan.FromSeconds(1), roundTrips, histogram, TimeSpan.FromMilliseconds(10)) { Disturbance = new(0, 0, 0, 0) });
        _result[Regime.Saturated, contender] = figures;
    }
}

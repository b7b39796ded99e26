using System.Text;
using Pollecho.Compare;
using Pollecho.Measurement;
using Pollecho.Output.Charts;
using Pollecho.Text;

namespace Pollecho.Output.Comparison;

/// <summary>
/// The chart of round trips by percentile, both axes by powers of ten: one more nine is one step to the right. Each curve
/// is named at its end.
/// </summary>
internal static class ComparePercentiles
{
    private static readonly double[] Shares = [1, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99];
    private static readonly double[] Marked = [50, 90, 99, 99.9];

    /// <summary>The chart of a regime; null if nothing was measured.</summary>
    public static Chart? Of(CompareResult result, Regime regime)
    {
        // A single round trip has no percentile.
        ChartCurve[] curves = [.. from contender in result.Plan.Contenders
                                  let points = Points(result[regime, contender.Name]?.RoundTrips)
                                  where points.Count > 0
                                  select new ChartCurve(ChartText.Name(contender.Name), ContenderStyles.Of(result.Plan, contender), points)];
        if (curves.Length == 0)
        {
            return null;
        }

        double last = Math.Max(2, curves.Max(curve => curve.Points[^1].X));
        int height = Math.Max(ChartArea.UsualHeight, ChartArea.Around + (ChartText.LineHeight * curves.Length));
        var area = new ChartArea(
            ChartScale.Linear(0, last),
            ChartScale.Around(curves.SelectMany(curve => curve.Points.Select(point => point.Y))),
            height,
            ChartCurve.RoomForNames(curves));
        var svg = new StringBuilder();
        area.AddYTicks(svg, "round-trip time (RTT), µs");
        area.AddXName(svg, "percentile of the round trips");
        foreach (double share in (double[])[.. Marked, 99.99])
        {
            if (Nines(share) <= last + 1e-9)
            {
                area.AddXTick(svg, Nines(share), Units.Percentile(share));
            }
        }

        ChartCurve.AddNames(svg, curves, area, area.X(last));
        foreach (ChartCurve curve in curves)
        {
            curve.Add(svg, area);
        }

        return new($"{regime.Name}: delay by percentile", height, svg.ToString());
    }

    private static List<ChartPoint> Points(LatencyHistogram? roundTrips)
    {
        var points = new List<ChartPoint>();
        foreach (double share in Shares)
        {
            if (roundTrips is not null && Sample.Microseconds(roundTrips, share) is double delay)
            {
                points.Add(new(Nines(share), delay, Marked.Contains(share)));
            }
        }

        return points;
    }

    private static double Nines(double percentile) => -Math.Log10(1 - (percentile / 100));
}

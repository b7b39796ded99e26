using System.Globalization;
using System.Text;
using Pollecho.Compare;
using Pollecho.Measurement;

namespace Pollecho.Output.Comparison;

/// <summary>
/// The chart of round trips by percentile, both axes by powers of ten: one more nine is one step to the right. Each curve
/// is named at its end.
/// </summary>
internal static class ComparePercentiles
{
    /// <summary>From the curves' ends to the middle of the marks beside their names, and from there to the names.</summary>
    private const int ToMark = 22, ToName = 12;

    private static readonly double[] Shares = [1, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99];
    private static readonly double[] Marked = [50, 90, 99, 99.9];

    /// <summary>The chart of a regime; null if nothing was measured.</summary>
    public static CompareChart? Of(CompareResult result, Regime regime)
    {
        // A single round trip has no percentile.
        Curve[] curves = [.. from contender in result.Plan.Contenders
                             let points = Points(result[regime, contender.Name]?.RoundTrips)
                             where points.Length > 0
                             select new Curve(ChartText.Name(contender.Name), ContenderStyle.Of(result.Plan, contender), points)];
        if (curves.Length == 0)
        {
            return null;
        }

        double last = Math.Max(2, curves.Max(curve => Nines(curve.Points[^1].Share)));
        int height = Math.Max(CompareChartArea.UsualHeight, CompareChartArea.Around + (ChartText.LineHeight * curves.Length));
        var area = new CompareChartArea(
            CompareChartScale.Linear(0, last),
            CompareChartScale.Around(curves.SelectMany(curve => curve.Points.Select(point => point.Delay))),
            height,
            ToMark + ToName + (int)curves.Max(curve => ChartText.Width(curve.Name)));
        var svg = new StringBuilder();
        area.AddYTicks(svg, "round-trip time (RTT), µs");
        area.AddXName(svg, "percentile of the round trips");
        foreach (double share in Marked.Append(99.99).Where(share => Nines(share) <= last + 1e-9))
        {
            area.AddXTick(svg, Nines(share), "p" + share.ToString(CultureInfo.InvariantCulture));
        }

        AddNames(svg, curves, area, area.X(last));
        foreach (Curve curve in curves)
        {
            Add(svg, curve, area);
        }

        return new($"{regime.Name}: delay by percentile", height, svg.ToString());
    }

    private static void Add(StringBuilder svg, Curve curve, CompareChartArea area)
    {
        string path = string.Join(' ', curve.Points.Select(point => $"{CompareChartArea.At(area.X(Nines(point.Share)))},{CompareChartArea.At(area.Y(point.Delay))}"));
        svg.AppendLine($"<g><title>{CompareHtml.Text(curve.Name)}</title><polyline {curve.Style.Line} points=\"{path}\"/>");
        foreach ((double share, double delay) in curve.Points.Where(point => Marked.Contains(point.Share)))
        {
            svg.AppendLine(curve.Style.MarkAt(area.X(Nines(share)), area.Y(delay)));
        }

        svg.AppendLine("</g>");
    }

    /// <summary>The names, one below the other in the order of the curves' ends, each with a line from there.</summary>
    private static void AddNames(StringBuilder svg, Curve[] curves, CompareChartArea area, double right)
    {
        (Curve Curve, double X, double Y)[] ends = [.. curves.Select(curve => (curve, area.X(Nines(curve.Points[^1].Share)), area.Y(curve.Points[^1].Delay))).OrderBy(end => end.Item3)];
        double half = ChartText.LineHeight / 2.0;
        double[] places = Apart([.. ends.Select(end => end.Y)], ChartText.LineHeight, area.Room.Top + half, area.Room.Bottom - half);
        foreach (((Curve curve, double x, double y), double place) in ends.Zip(places))
        {
            svg.AppendLine($"<polyline {ChartColours.Leader} points=\"{CompareChartArea.At(x)},{CompareChartArea.At(y)} {CompareChartArea.At(right + 2)},{CompareChartArea.At(y)} {CompareChartArea.At(right + ToMark - 8)},{CompareChartArea.At(place)}\"/>");
            svg.AppendLine(curve.Style.MarkAt(right + ToMark, place));
            svg.AppendLine($"<text x=\"{CompareChartArea.At(right + ToMark + ToName)}\" y=\"{CompareChartArea.At(place + ChartText.Foot)}\">{CompareHtml.Text(curve.Name)}</text>");
        }
    }

    /// <summary>Moves ascending places as little as it takes for them to be apart, between two bounds that leave room for all.</summary>
    internal static double[] Apart(IReadOnlyList<double> wanted, double distance, double low, double high)
    {
        // Those that would run into one another become one block around their mean, which may run into the next one.
        List<(double Sum, int Count)> blocks = [];
        for (int i = 0; i < wanted.Count; i++)
        {
            blocks.Add((wanted[i] - (i * distance), 1));
            while (blocks.Count > 1 && blocks[^2].Sum / blocks[^2].Count >= blocks[^1].Sum / blocks[^1].Count)
            {
                blocks[^2] = (blocks[^2].Sum + blocks[^1].Sum, blocks[^2].Count + blocks[^1].Count);
                blocks.RemoveAt(blocks.Count - 1);
            }
        }

        double most = Math.Max(low, high - ((wanted.Count - 1) * distance));
        return [.. blocks.SelectMany(block => Enumerable.Repeat(Math.Clamp(block.Sum / block.Count, low, most), block.Count)).Select((start, i) => start + (i * distance))];
    }

    private static (double Share, double Delay)[] Points(LatencyHistogram? roundTrips) => roundTrips is null ? [] :
        [.. from share in Shares let delay = Sample.Microseconds(roundTrips, share) where delay is not null select (share, delay.Value)];

    private static double Nines(double percentile) => -Math.Log10(1 - (percentile / 100));

    private sealed record Curve(string Name, ContenderStyle Style, (double Share, double Delay)[] Points);
}

using System.Globalization;
using System.Text;
using Pollecho.Compare;
using Pollecho.Measurement;

namespace Pollecho.Output.Comparison;

/// <summary>The charts of a comparison, each a piece of SVG in the page's colours.</summary>
internal static class CompareCharts
{
    private static readonly double[] Shares = [1, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99];

    /// <summary>Round trips by percentile, both axes by powers of ten: one more nine is one step to the right.</summary>
    public static string Percentiles(CompareResult result, Regime regime)
    {
        List<(int Index, (double X, double Y)[] Points)> series = [];
        for (int i = 0; i < result.Plan.Contenders.Count; i++)
        {
            if (result[regime, result.Plan.Contenders[i].Name] is { RoundTrips.Count: > 0 } figures)
            {
                series.Add((i, [.. Shares
                    .Select(share => (X: Nines(share), Y: Sample.Microseconds(figures.RoundTrips, share)))
                    .Where(point => point.Y is not null).Select(point => (point.X, point.Y!.Value))]));
            }
        }

        // A single round trip has no percentile.
        series.RemoveAll(one => one.Points.Length == 0);
        if (series.Count == 0)
        {
            return Nothing();
        }

        double right = Math.Max(2, series.Max(one => one.Points.Max(point => point.X)));
        var area = new CompareChartArea(CompareChartScale.Linear(0, right), CompareChartScale.Around(series.SelectMany(one => one.Points.Select(point => point.Y))));
        var svg = new StringBuilder(CompareChartArea.Open($"Round trips by percentile, {regime.Name}"));
        area.AddYTicks(svg, "RTT µs");
        CompareChartArea.AddXUnit(svg, "percentile");
        foreach (double share in new[] { 0, 50, 90, 99, 99.9, 99.99 }.Where(share => Nines(share) <= right + 1e-9))
        {
            area.AddXTick(svg, Nines(share), share == 0 ? "" : "p" + share.ToString(CultureInfo.InvariantCulture));
        }

        foreach ((int index, (double X, double Y)[] points) in series)
        {
            string path = string.Join(' ', points.Select(point => $"{CompareChartArea.At(area.X(point.X))},{CompareChartArea.At(area.Y(point.Y))}"));
            svg.AppendLine(CultureInfo.InvariantCulture, $"<polyline class=\"series\" style=\"stroke: {CompareHtml.Colour(index)}\" points=\"{path}\"><title>{CompareHtml.Text(result.Plan.Contenders[index].Name)}</title></polyline>");
        }

        return svg.AppendLine("</svg>").ToString();
    }

    /// <summary>The server's CPU a message to the right, the median delay upwards: the good corner is at the bottom left.</summary>
    public static string CpuAgainstDelay(CompareResult result, Regime regime)
    {
        var points = new List<(int Index, string Name, double Cpu, double Delay)>();
        for (int i = 0; i < result.Plan.Contenders.Count; i++)
        {
            string name = result.Plan.Contenders[i].Name;
            if (result.Get(regime, name, Metric.CpuPerMessage) is { } cpu && result.Get(regime, name, Metric.P50) is { } delay)
            {
                points.Add((i, name, cpu.Median, delay.Median));
            }
        }

        if (points.Count == 0)
        {
            return Nothing();
        }

        var area = new CompareChartArea(CompareChartScale.Around(points.Select(point => point.Cpu)), CompareChartScale.Around(points.Select(point => point.Delay)));
        var svg = new StringBuilder(CompareChartArea.Open($"Server CPU a message against median delay, {regime.Name}"));
        area.AddYTicks(svg, "RTT p50 µs");
        CompareChartArea.AddXUnit(svg, "server CPU µs a message: lower left is better");
        foreach (double tick in area.Horizontal.Ticks())
        {
            area.AddXTick(svg, tick, tick.ToString("#,0.#", CultureInfo.InvariantCulture));
        }

        // Labels of points that lie together would cover one another: each keeps its distance from those before.
        var taken = new List<(double X, double Y)>();
        foreach ((int index, string name, double cpu, double delay) in points.OrderByDescending(point => point.Delay))
        {
            double x = area.X(cpu), y = area.Y(delay), label = y + 4;
            while (taken.Exists(other => Math.Abs(other.X - x) < 80 && Math.Abs(other.Y - label) < 13))
            {
                label += y > CompareChartArea.Middle ? -3 : 3;
            }

            taken.Add((x, label));
            bool left = x > CompareChartArea.Right - 70;
            if (Math.Abs(label - 4 - y) > 6)
            {
                svg.AppendLine(CultureInfo.InvariantCulture, $"<line class=\"leader\" x1=\"{CompareChartArea.At(x)}\" y1=\"{CompareChartArea.At(y)}\" x2=\"{CompareChartArea.At(left ? x - 8 : x + 8)}\" y2=\"{CompareChartArea.At(label - 4)}\"/>");
            }

            svg.AppendLine(CultureInfo.InvariantCulture, $"<circle cx=\"{CompareChartArea.At(x)}\" cy=\"{CompareChartArea.At(y)}\" r=\"5\" style=\"fill: {CompareHtml.Colour(index)}\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{CompareChartArea.At(left ? x - 9 : x + 9)}\" y=\"{CompareChartArea.At(label)}\" text-anchor=\"{(left ? "end" : "start")}\">{CompareHtml.Text(name)}</text>");
        }

        return svg.AppendLine("</svg>").ToString();
    }

    /// <summary>One metric as a bar a contender, with the range of its runs.</summary>
    public static string Bars(CompareResult result, Regime regime, Metric metric)
    {
        const int RowHeight = 26, Left = 90, Width = 320, Top = 6;
        var bars = new List<(int Index, string Name, Spread Spread)>();
        for (int i = 0; i < result.Plan.Contenders.Count; i++)
        {
            if (result.Get(regime, result.Plan.Contenders[i].Name, metric) is { } spread)
            {
                bars.Add((i, result.Plan.Contenders[i].Name, spread));
            }
        }

        if (bars.Count == 0)
        {
            return Nothing();
        }

        double highest = Math.Max(bars.Max(bar => bar.Spread.Max), 1e-9);
        int height = Top + (RowHeight * bars.Count) + 22;
        var svg = new StringBuilder($"<svg viewBox=\"0 0 {CompareChartArea.Width} {height}\" role=\"img\" aria-label=\"{metric.Heading}, {regime.Name}\">\n");
        for (int row = 0; row < bars.Count; row++)
        {
            (int index, string name, Spread spread) = bars[row];
            int y = Top + (row * RowHeight);
            double end = Left + (Width * spread.Median / highest);
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 16}\" text-anchor=\"end\">{CompareHtml.Text(name)}</text>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{Left}\" y=\"{y + 2}\" width=\"{CompareChartArea.At(Math.Max(end - Left, 1))}\" height=\"{RowHeight - 8}\" style=\"fill: {CompareHtml.Colour(index)}\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line class=\"range\" x1=\"{CompareChartArea.At(Left + (Width * spread.Min / highest))}\" x2=\"{CompareChartArea.At(Left + (Width * spread.Max / highest))}\" y1=\"{y + 11}\" y2=\"{y + 11}\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{CompareChartArea.At(Left + (Width * spread.Max / highest) + 6)}\" y=\"{y + 16}\">{CompareFormat.Number(spread.Median)}</text>");
        }

        svg.AppendLine(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{Left}\" y=\"{height - 6}\">{metric.Heading}; the line is the range of the runs</text>");
        return svg.AppendLine("</svg>").ToString();
    }

    private static string Nothing() => "<p class=\"faint\">Nothing was measured.</p>\n";

    private static double Nines(double percentile) => -Math.Log10(1 - (percentile / 100));
}

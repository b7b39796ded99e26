using System.Globalization;
using System.Text;
using Pollecho.Compare;
using Pollecho.Measurement;

namespace Pollecho.Output.Comparison;

/// <summary>The charts of a comparison.</summary>
internal static class CompareCharts
{
    private static readonly double[] Shares = [1, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99];
    private static readonly double[] Marked = [50, 90, 99, 99.9];

    /// <summary>Round trips by percentile, both axes by powers of ten: one more nine is one step to the right.</summary>
    public static CompareChart Percentiles(CompareResult result, Regime regime)
    {
        string title = $"{regime.Name}: delay by percentile";
        List<(Contender Contender, (double Share, double Delay)[] Points)> series = [];
        foreach (Contender contender in result.Plan.Contenders)
        {
            // A single round trip has no percentile.
            if (Points(result[regime, contender.Name]?.RoundTrips) is { Length: > 0 } points)
            {
                series.Add((contender, points));
            }
        }

        if (series.Count == 0)
        {
            return CompareChart.Empty(title);
        }

        double right = Math.Max(2, series.Max(one => one.Points.Max(point => Nines(point.Share))));
        var area = new CompareChartArea(CompareChartScale.Linear(0, right), CompareChartScale.Around(series.SelectMany(one => one.Points.Select(point => point.Delay))));
        var svg = new StringBuilder();
        area.AddYTicks(svg, "RTT µs");
        CompareChartArea.AddXUnit(svg, "percentile");
        foreach (double share in new[] { 0, 50, 90, 99, 99.9, 99.99 }.Where(share => Nines(share) <= right + 1e-9))
        {
            area.AddXTick(svg, Nines(share), share == 0 ? "" : "p" + share.ToString(CultureInfo.InvariantCulture));
        }

        foreach ((Contender contender, (double Share, double Delay)[] points) in series)
        {
            ContenderStyle style = ContenderStyle.Of(result.Plan, contender);
            string path = string.Join(' ', points.Select(point => $"{CompareChartArea.At(area.X(Nines(point.Share)))},{CompareChartArea.At(area.Y(point.Delay))}"));
            svg.AppendLine($"<g><title>{CompareHtml.Text(contender.Name)}</title><polyline {style.Line} points=\"{path}\"/>");
            foreach ((double share, double delay) in points.Where(point => Marked.Contains(point.Share)))
            {
                svg.AppendLine(style.MarkAt(area.X(Nines(share)), area.Y(delay)));
            }

            svg.AppendLine("</g>");
        }

        return new(title, CompareChartArea.Height, svg.ToString());
    }

    /// <summary>The server's CPU a message to the right, the median delay upwards: the good corner is at the bottom left.</summary>
    public static CompareChart CpuAgainstDelay(CompareResult result, Regime regime)
    {
        string title = $"{regime.Name}: CPU a message against delay";
        var points = new List<(Contender Contender, double Cpu, double Delay)>();
        foreach (Contender contender in result.Plan.Contenders)
        {
            if (result.Get(regime, contender.Name, Metric.CpuPerMessage) is { } cpu && result.Get(regime, contender.Name, Metric.P50) is { } delay)
            {
                points.Add((contender, cpu.Median, delay.Median));
            }
        }

        if (points.Count == 0)
        {
            return CompareChart.Empty(title);
        }

        var area = new CompareChartArea(CompareChartScale.Around(points.Select(point => point.Cpu)), CompareChartScale.Around(points.Select(point => point.Delay)));
        var svg = new StringBuilder();
        area.AddYTicks(svg, Metric.P50.Heading);
        CompareChartArea.AddXUnit(svg, $"server {Metric.CpuPerMessage.Heading}: lower left is better");
        foreach (double tick in area.Horizontal.Ticks())
        {
            area.AddXTick(svg, tick, tick.ToString("#,0.#", CultureInfo.InvariantCulture));
        }

        var labels = new CompareLabels(points.Select(point => (area.X(point.Cpu), area.Y(point.Delay))));
        foreach ((Contender contender, double cpu, double delay) in points.OrderByDescending(point => point.Delay))
        {
            AddPoint(svg, area.X(cpu), area.Y(delay), labels, contender.Name, ContenderStyle.Of(result.Plan, contender));
        }

        return new(title, CompareChartArea.Height, svg.ToString());
    }

    /// <summary>One metric as a bar a contender, with the range of its runs.</summary>
    public static CompareChart Bars(CompareResult result, Regime regime, Metric metric)
    {
        const int RowHeight = 28, Left = 96, Width = 310, Top = 6;
        string title = $"{regime.Name}: {metric.Heading}";
        var bars = new List<(Contender Contender, Spread Spread)>();
        foreach (Contender contender in result.Plan.Contenders)
        {
            if (result.Get(regime, contender.Name, metric) is { } spread)
            {
                bars.Add((contender, spread));
            }
        }

        if (bars.Count == 0)
        {
            return CompareChart.Empty(title);
        }

        double highest = Math.Max(bars.Max(bar => bar.Spread.Max), 1e-9);
        int height = Top + (RowHeight * bars.Count) + 22;
        var svg = new StringBuilder();
        for (int row = 0; row < bars.Count; row++)
        {
            (Contender contender, Spread spread) = bars[row];
            int y = Top + (row * RowHeight);
            double end = Left + (Width * spread.Median / highest), min = Left + (Width * spread.Min / highest), max = Left + (Width * spread.Max / highest);
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 18}\" text-anchor=\"end\">{CompareHtml.Text(contender.Name)}</text>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<rect {ContenderStyle.Of(result.Plan, contender).Area} x=\"{Left}\" y=\"{y + 3}\" width=\"{CompareChartArea.At(Math.Max(end - Left, 1))}\" height=\"{RowHeight - 8}\"/>");
            string range = $"x1=\"{CompareChartArea.At(min)}\" x2=\"{CompareChartArea.At(max)}\" y1=\"{y + 13}\" y2=\"{y + 13}\"";
            svg.AppendLine($"<line class=\"halo\" stroke=\"{ChartColours.Panel.Light}\" stroke-width=\"4\" {range}/>");
            svg.AppendLine($"<line class=\"range\" stroke=\"{ChartColours.Text.Light}\" stroke-width=\"1.5\" {range}/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{CompareChartArea.At(max + 6)}\" y=\"{y + 18}\">{CompareFormat.Number(spread.Median)}</text>");
        }

        svg.AppendLine(CultureInfo.InvariantCulture, $"<text {ChartColours.Tick} x=\"{Left}\" y=\"{height - 6}\">the line is the range of the runs</text>");
        return new(title, height, svg.ToString());
    }

    private static (double Share, double Delay)[] Points(LatencyHistogram? roundTrips) => roundTrips is null ? [] :
        [.. from share in Shares let delay = Sample.Microseconds(roundTrips, share) where delay is not null select (share, delay.Value)];

    /// <summary>A mark and its label, with a line between them where they are apart.</summary>
    private static void AddPoint(StringBuilder svg, double x, double y, CompareLabels labels, string name, ContenderStyle style)
    {
        (double labelX, double labelY, bool isLeft) = labels.Take(x, y, name);
        if (Math.Abs(labelY - 5 - y) > 6)
        {
            svg.AppendLine($"<line class=\"leader\" stroke=\"{ChartColours.Faint.Light}\" x1=\"{CompareChartArea.At(x)}\" y1=\"{CompareChartArea.At(y)}\" x2=\"{CompareChartArea.At(labelX)}\" y2=\"{CompareChartArea.At(labelY - 5)}\"/>");
        }

        svg.AppendLine(style.MarkAt(x, y));
        svg.AppendLine($"<text x=\"{CompareChartArea.At(labelX)}\" y=\"{CompareChartArea.At(labelY)}\" text-anchor=\"{(isLeft ? "end" : "start")}\">{CompareHtml.Text(name)}</text>");
    }

    private static double Nines(double percentile) => -Math.Log10(1 - (percentile / 100));
}

using Pollecho.Compare;

namespace Pollecho.Output.Comparison;

/// <summary>A comparison as one picture: what a message costs, and how long it takes, with little traffic and in a crowd.</summary>
internal static class CompareSvg
{
    private const int Margin = 10, Head = 56;

    /// <summary>Writes the picture.</summary>
    public static void Write(TextWriter output, CompareResult result)
    {
        (Regime Regime, CompareChart Chart)[] charts = [.. new[] { Regime.Sparse, Regime.Crowded }.Select(regime => (regime, CompareCharts.CpuAgainstDelay(result, regime)))];
        int width = CompareChart.Width + (2 * Margin), height = charts.Sum(one => one.Chart.Height + Head) + Margin;
        output.WriteLine($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"Server CPU a message against median delay\" {CompareChart.Attributes}>");
        output.WriteLine($"<style>@media (prefers-color-scheme: dark) {{\n{ChartColours.ForDark}\n}}</style>");
        output.WriteLine($"<rect class=\"panel\" fill=\"{ChartColours.Panel.Light}\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>");
        int top = Head;
        foreach ((Regime regime, CompareChart chart) in charts)
        {
            output.WriteLine($"<g transform=\"translate({Margin} {top})\">");
            output.WriteLine($"<text x=\"4\" y=\"-32\" font-weight=\"600\">{regime.Name}: {CompareHtml.Text(regime.Load(result.Plan))}</text>");
            output.WriteLine($"<text {ChartColours.Tick} x=\"4\" y=\"-14\">{CompareHtml.Text(regime.Shows)}</text>\n{chart.Body}</g>");
            top += chart.Height + Head;
        }

        output.WriteLine("</svg>");
    }
}

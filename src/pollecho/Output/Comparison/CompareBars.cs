using System.Globalization;
using System.Text;
using Pollecho.Compare;
using Pollecho.Measurement;
using Pollecho.Output.Charts;

namespace Pollecho.Output.Comparison;

/// <summary>The chart of one metric: a bar for each contender, with the range of its runs.</summary>
internal static class CompareBars
{
    private const int RowHeight = 28, Top = 6;

    /// <summary>The chart of a regime's metric; null if nothing was measured.</summary>
    public static Chart? Of(CompareResult result, Regime regime, Metric metric)
    {
        Bar[] bars =
            [.. from contender in result.Plan.Contenders
                let spread = result.Get(regime, contender.Name, metric)
                where spread is not null
                select new Bar(ChartText.Name(contender.Name), ContenderStyles.Of(result.Plan, contender), spread)];
        if (bars.Length == 0)
        {
            return null;
        }

        int left = 12 + (int)bars.Max(bar => ChartText.Width(bar.Name));
        double width = Chart.Width - left - 12 - bars.Max(bar => ChartText.Width(CompareFormat.Number(bar.Spread.Median)));
        double highest = Math.Max(bars.Max(bar => bar.Spread.Max), 1e-9);
        var svg = new StringBuilder();
        for (int row = 0; row < bars.Length; row++)
        {
            (string name, MarkStyle style, Spread spread) = bars[row];
            int y = Top + (row * RowHeight);
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{left - 8}\" y=\"{y + 18}\" text-anchor=\"end\">{HtmlPage.Text(name)}</text>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<rect {style.Area} x=\"{left}\" y=\"{y + 3}\" width=\"{Svg.At(Math.Max(X(spread.Median) - left, 1))}\" height=\"{RowHeight - 8}\"/>");
            AddRange(svg, X(spread.Min), X(spread.Max), y + 13);
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{Svg.At(X(spread.Max) + 6)}\" y=\"{y + 18}\">{CompareFormat.Number(spread.Median)}</text>");
        }

        int height = Top + (RowHeight * bars.Length) + 24;
        AddRange(svg, left, left + 28, height - 11);
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text {ChartColours.Tick} x=\"{left + 36}\" y=\"{height - 6}\">the range of the runs</text>");
        return new($"{regime.Name}: {metric.FullHeading}", height, svg.ToString());

        double X(double figure) => left + (width * figure / highest);
    }

    /// <summary>A line that is seen on a bar of any colour, and beside it.</summary>
    private static void AddRange(StringBuilder svg, double from, double to, int y)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"x1=\"{Svg.At(from)}\" x2=\"{Svg.At(to)}\" y1=\"{y}\" y2=\"{y}\"");
        svg.AppendLine($"<line class=\"halo\" stroke=\"{ChartColours.Panel.Light}\" stroke-width=\"4\" {range}/>");
        svg.AppendLine($"<line class=\"range\" stroke=\"{ChartColours.Text.Light}\" stroke-width=\"1.5\" {range}/>");
    }

    private sealed record Bar(string Name, MarkStyle Style, Spread Spread);
}

using System.Globalization;
using System.Text;

namespace Pollecho.Output.Comparison;

/// <summary>The area of a chart with two axes, in SVG units.</summary>
internal sealed class CompareChartArea(CompareChartScale horizontal, CompareChartScale vertical)
{
    /// <summary>The height of a chart that has such an area.</summary>
    public const int Height = 300;

    private const int Left = 62;
    private const int Right = CompareChart.Width - 26;
    private const int Top = 26;
    private const int Bottom = Height - 46;

    private static readonly string Rule = $"class=\"rule\" stroke=\"{ChartColours.Rule.Light}\"";

    /// <summary>The axis to the right.</summary>
    public CompareChartScale Horizontal { get; } = horizontal;

    /// <summary>A coordinate as SVG has it.</summary>
    public static string At(double coordinate) => coordinate.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Where a figure is to the right.</summary>
    public double X(double figure) => Left + ((Right - Left) * Horizontal.Place(figure));

    /// <summary>Where a figure is upwards.</summary>
    public double Y(double figure) => Bottom - ((Bottom - Top) * vertical.Place(figure));

    /// <summary>The lines across, with their figures, and what they are.</summary>
    public void AddYTicks(StringBuilder svg, string unit)
    {
        svg.AppendLine(CultureInfo.InvariantCulture, $"<line {Rule} x1=\"{Left}\" x2=\"{Right}\" y1=\"{Bottom}\" y2=\"{Bottom}\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text {ChartColours.Tick} x=\"4\" y=\"14\">{unit}</text>");
        foreach (double tick in vertical.Ticks())
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line {Rule} x1=\"{Left}\" x2=\"{Right}\" y1=\"{At(Y(tick))}\" y2=\"{At(Y(tick))}\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text {ChartColours.Tick} x=\"{Left - 6}\" y=\"{At(Y(tick) + 5)}\" text-anchor=\"end\">{tick:#,0.#}</text>");
        }
    }

    /// <summary>What the lines upwards stand for.</summary>
    public static void AddXUnit(StringBuilder svg, string unit) =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text {ChartColours.Tick} x=\"{Right}\" y=\"{Height - 8}\" text-anchor=\"end\">{unit}</text>");

    /// <summary>One line upwards, with its label.</summary>
    public void AddXTick(StringBuilder svg, double figure, string label)
    {
        svg.AppendLine(CultureInfo.InvariantCulture, $"<line {Rule} x1=\"{At(X(figure))}\" x2=\"{At(X(figure))}\" y1=\"{Top}\" y2=\"{Bottom}\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text {ChartColours.Tick} x=\"{At(X(figure))}\" y=\"{Bottom + 18}\" text-anchor=\"middle\">{label}</text>");
    }
}

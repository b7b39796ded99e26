using System.Globalization;
using System.Text;

namespace Pollecho.Output.Comparison;

/// <summary>The area of a chart with two axes, in SVG units.</summary>
internal sealed class CompareChartArea(CompareChartScale horizontal, CompareChartScale vertical)
{
    /// <summary>The width of every chart.</summary>
    public const int Width = 500;

    /// <summary>Where the area ends.</summary>
    public const int Right = Width - 26;

    /// <summary>Halfway down.</summary>
    public const int Middle = Height / 2;

    private const int Height = 316;
    private const int Left = 58;
    private const int Top = 22;
    private const int Bottom = Height - 44;

    /// <summary>The axis to the right.</summary>
    public CompareChartScale Horizontal { get; } = horizontal;

    /// <summary>A coordinate as SVG has it.</summary>
    public static string At(double coordinate) => coordinate.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Where a figure is to the right.</summary>
    public double X(double figure) => Left + ((Right - Left) * Horizontal.Place(figure));

    /// <summary>Where a figure is upwards.</summary>
    public double Y(double figure) => Bottom - ((Bottom - Top) * vertical.Place(figure));

    /// <summary>The SVG's first lines.</summary>
    /// <param name="label">What the chart shows, for those who do not see it.</param>
    public static string Open(string label) =>
        $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{CompareHtml.Text(label)}\">\n<line class=\"axis\" x1=\"{Left}\" x2=\"{Right}\" y1=\"{Bottom}\" y2=\"{Bottom}\"/>\n";

    /// <summary>The lines across, with their figures, and what they are.</summary>
    public void AddYTicks(StringBuilder svg, string unit)
    {
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"4\" y=\"12\">{unit}</text>");
        foreach (double tick in vertical.Ticks())
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{Left}\" x2=\"{Right}\" y1=\"{At(Y(tick))}\" y2=\"{At(Y(tick))}\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{Left - 6}\" y=\"{At(Y(tick) + 4)}\" text-anchor=\"end\">{tick:#,0.#}</text>");
        }
    }

    /// <summary>What the lines upwards stand for.</summary>
    public static void AddXUnit(StringBuilder svg, string unit) =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{Right}\" y=\"{Height - 8}\" text-anchor=\"end\">{unit}</text>");

    /// <summary>One line upwards, with its label.</summary>
    public void AddXTick(StringBuilder svg, double figure, string label)
    {
        svg.AppendLine(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{At(X(figure))}\" x2=\"{At(X(figure))}\" y1=\"{Top}\" y2=\"{Bottom}\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{At(X(figure))}\" y=\"{Bottom + 16}\" text-anchor=\"middle\">{label}</text>");
    }
}

using System.Globalization;
using System.Text;

namespace Pollecho.Output.Charts;

/// <summary>The area of a chart with two axes, in SVG units.</summary>
/// <param name="horizontal">The axis to the right.</param>
/// <param name="vertical">The axis upwards.</param>
/// <param name="height">How high the chart is, with what is written around the area.</param>
/// <param name="margin">The room to its right.</param>
internal sealed class ChartArea(ChartScale horizontal, ChartScale vertical, int height = ChartArea.UsualHeight, int margin = 14)
{
    /// <summary>The height of a chart if it need not be higher.</summary>
    public const int UsualHeight = 300;

    /// <summary>What is above and below the area.</summary>
    public const int Around = Top + Below;

    private const int Top = 26;
    private const int Below = 46;

    private static readonly string Rule = $"class=\"rule\" stroke=\"{ChartColours.Rule.Light}\"";

    private readonly int _left = 10 + (int)Math.Ceiling(vertical.Ticks().Max(tick => ChartText.Width(Label(tick))));
    private readonly int _right = Chart.Width - margin;
    private readonly int _bottom = height - Below;

    /// <summary>Where labels can be: beside the figures of the axes, and up to the edge on the right.</summary>
    public ChartBox Room => new(_left + 2, Top - 4, Chart.Width - 2, _bottom - 2);

    /// <summary>Where a figure is to the right.</summary>
    public double X(double figure) => _left + ((_right - _left) * horizontal.Place(figure));

    /// <summary>Where a figure is upwards.</summary>
    public double Y(double figure) => _bottom - ((_bottom - Top) * vertical.Place(figure));

    /// <summary>The lines across, with their figures, and what they are.</summary>
    public void AddYTicks(StringBuilder svg, string name)
    {
        svg.AppendLine(CultureInfo.InvariantCulture, $"<line {Rule} x1=\"{_left}\" x2=\"{_right}\" y1=\"{_bottom}\" y2=\"{_bottom}\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text {ChartColours.Tick} x=\"4\" y=\"14\">{name}</text>");
        foreach (double tick in vertical.Ticks())
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line {Rule} x1=\"{_left}\" x2=\"{_right}\" y1=\"{Svg.At(Y(tick))}\" y2=\"{Svg.At(Y(tick))}\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text {ChartColours.Tick} x=\"{_left - 6}\" y=\"{Svg.At(Y(tick) + ChartText.Foot)}\" text-anchor=\"end\">{Label(tick)}</text>");
        }
    }

    /// <summary>What the lines upwards stand for.</summary>
    public void AddXName(StringBuilder svg, string name) =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text {ChartColours.Tick} x=\"{_right}\" y=\"{height - 8}\" text-anchor=\"end\">{name}</text>");

    /// <summary>The lines upwards of an axis of equal factors.</summary>
    public void AddXTicks(StringBuilder svg)
    {
        foreach (double tick in horizontal.Ticks())
        {
            AddXTick(svg, tick, Label(tick));
        }
    }

    /// <summary>One line upwards, with its label.</summary>
    public void AddXTick(StringBuilder svg, double figure, string label)
    {
        svg.AppendLine(CultureInfo.InvariantCulture, $"<line {Rule} x1=\"{Svg.At(X(figure))}\" x2=\"{Svg.At(X(figure))}\" y1=\"{Top}\" y2=\"{_bottom}\"/>");
        double middle = Math.Min(X(figure), Chart.Width - 2 - (ChartText.Width(label) / 2));
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text {ChartColours.Tick} x=\"{Svg.At(middle)}\" y=\"{_bottom + 18}\" text-anchor=\"middle\">{label}</text>");
    }

    private static string Label(double tick) => tick.ToString("#,0.##", CultureInfo.InvariantCulture);
}

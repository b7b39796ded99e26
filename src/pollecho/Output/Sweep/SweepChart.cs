using System.Text;
using Pollecho.Output.Charts;
using Pollecho.Sweep;
using Pollecho.Text;

namespace Pollecho.Output.Sweep;

/// <summary>The chart of a sweep as SVG: the rate to the right, percentiles of the response time upwards, the service time dashed beside them, the knee marked.</summary>
internal static class SweepChart
{
    /// <summary>What the chart shows.</summary>
    public const string Title = "Delay against load";

    /// <summary>How high it is: the curves are steep at the knee.</summary>
    private const int Height = 380;

    /// <summary>The chart; null if nothing was answered.</summary>
    public static Chart? Of(SweepView view)
    {
        SweepStep[] steps = [.. view.Answered.Where(step => step.Outcome != StepOutcome.Invalid)];
        SweepStep[] invalid = [.. view.Answered.Where(step => step.Outcome == StepOutcome.Invalid)];
        if (steps.Length == 0)
        {
            return null;
        }

        double judged = view.Result.Plan.JudgedPercentile;
        ChartCurve[] curves =
        [
            .. view.Percentiles.Select((percentile, i) => Curve(Units.Percentile(percentile), Style(i), steps, step => step.Result.RoundTrip.Percentile(percentile), step => !step.Result.IsAtLeast(percentile))),
            Curve($"service {Units.Percentile(judged)}", Style(view.Percentiles.ToList().IndexOf(judged)).Again, steps, step => step.Result.Service.Percentile(judged), _ => true),
        ];
        IEnumerable<double> delays = [.. curves.SelectMany(curve => curve.Points.Select(point => point.Y)), .. invalid.Select(step => step.Result.RoundTrip.Percentile(judged) / 1e3)];
        var rates = ChartScale.Around([.. view.ByRate.Select(step => step.Rate), .. view.Result.Knee is double knee ? [knee] : Array.Empty<double>()]);
        var area = new ChartArea(rates, ChartScale.Around(delays), Height, ChartCurve.RoomForNames(curves));
        var svg = new StringBuilder();
        area.AddYTicks(svg, "response time, and service time dashed, µs");
        area.AddXName(svg, "messages a second" + (invalid.Length > 0 ? "; ?: by the client's making" : "") + (steps.Any(view.IsAnyAtLeast) ? "; no mark: at least, as replies are missing" : ""));
        foreach (double tick in rates.Ticks())
        {
            area.AddXTick(svg, tick, SweepWords.ShortRate(tick));
        }

        AddKnee(svg, area, view.Result);
        ChartCurve.AddNames(svg, curves, area, area.X(rates.High));
        Array.ForEach(curves, curve => curve.Add(svg, area));
        foreach (SweepStep step in invalid)
        {
            svg.AppendLine($"<text {ChartColours.Tick} x=\"{Svg.At(area.X(step.Rate))}\" y=\"{Svg.At(area.Y(step.Result.RoundTrip.Percentile(judged) / 1e3) + ChartText.Foot)}\" text-anchor=\"middle\">?</text>");
        }

        return new(Title, Height, svg.ToString());
    }

    private static void AddKnee(StringBuilder svg, ChartArea area, SweepResult result)
    {
        if (result.Knee is not double knee)
        {
            return;
        }

        string x = Svg.At(area.X(knee)), top = Svg.At(area.Room.Top), bottom = Svg.At(area.Room.Bottom);
        svg.AppendLine($"<line class=\"range\" stroke=\"{ChartColours.Text.Light}\" stroke-dasharray=\"5 3\" x1=\"{x}\" x2=\"{x}\" y1=\"{top}\" y2=\"{bottom}\"/>");
        svg.AppendLine($"<text x=\"{Svg.At(area.X(knee) - 6)}\" y=\"{Svg.At(area.Room.Top + ChartText.LineHeight)}\" text-anchor=\"end\">knee {Units.Rate(knee)}/s</text>");
    }

    private static ChartCurve Curve(string name, MarkStyle style, SweepStep[] steps, Func<SweepStep, long> nanoseconds, Func<SweepStep, bool> isKnown) =>
        new(name, style, [.. steps.Select(step => new ChartPoint(step.Rate, nanoseconds(step) / 1e3, isKnown(step)))]);

    private static MarkStyle Style(int place) => MarkStyle.All[place % MarkStyle.All.Count];
}

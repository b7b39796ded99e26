using System.Text;
using Pollecho.Compare;
using Pollecho.Output.Charts;

namespace Pollecho.Output.Comparison;

/// <summary>The chart of what a message costs: the server's CPU to the right, the median delay upwards. The good corner is at the bottom left.</summary>
internal static class CompareCosts
{
    private const int HigherBy = 60, Highest = 1_500;

    /// <summary>The chart of a regime; null if nothing was measured.</summary>
    public static Chart? Of(CompareResult result, Regime regime)
    {
        Cost[] points =
            [.. from contender in result.Plan.Contenders
                let cpu = result.Get(regime, contender.Name, Metric.CpuPerMessage)
                let delay = result.Get(regime, contender.Name, Metric.P50)
                where cpu is not null && delay is not null
                select new Cost(contender, cpu.Median, delay.Median)];
        if (points.Length == 0)
        {
            return null;
        }

        // Where the labels have no room the chart becomes higher.
        ChartArea area;
        ChartMark[] marks;
        IReadOnlyList<ChartLabel>? labels;
        int height = ChartArea.UsualHeight;
        while (true)
        {
            area = new(ChartScale.Around(points.Select(point => point.Cpu)), ChartScale.Around(points.Select(point => point.Delay)), height);
            marks = Array.ConvertAll(points, point => new ChartMark(area.X(point.Cpu), area.Y(point.Delay), ChartText.Name(point.Contender.Name), ContenderStyles.Of(result.Plan, point.Contender)));
            labels = ChartLabels.Place(marks, area.Room);
            if (labels is not null || height >= Highest)
            {
                break;
            }

            height += HigherBy;
        }

        var svg = new StringBuilder();
        area.AddYTicks(svg, "median delay (RTT p50), µs");
        area.AddXName(svg, "server CPU a message, µs: lower left is better");
        area.AddXTicks(svg);
        AddLeaders(svg, labels ?? []);
        foreach (ChartMark mark in marks)
        {
            svg.AppendLine(mark.Style.MarkAt(mark.X, mark.Y));
        }

        foreach (ChartLabel label in labels ?? [])
        {
            AddNames(svg, label);
        }

        return new($"{regime.Name}: CPU a message against delay", height, svg.ToString());
    }

    /// <summary>The lines from points to labels that are apart from them, and the brackets of labels that name several.</summary>
    private static void AddLeaders(StringBuilder svg, IReadOnlyList<ChartLabel> labels)
    {
        foreach (ChartLabel label in labels.Where(label => label.HasLeader))
        {
            (double x, double y) = label.Foot;
            svg.AppendLine($"<path {ChartColours.Leader} d=\"M{Svg.At(label.Centre.X)},{Svg.At(label.Centre.Y)}L{Svg.At(x)},{Svg.At(y)}\"/>");
            if (label.Points.Count > 1)
            {
                double inner = x + (label.IsLeft ? -4 : 4);
                svg.AppendLine($"<path {ChartColours.Leader} d=\"M{Svg.At(inner)},{Svg.At(label.Box.Top + 1)}H{Svg.At(x)}V{Svg.At(label.Box.Bottom - 1)}H{Svg.At(inner)}\"/>");
            }
        }
    }

    /// <summary>A label's names: of one point as it is, of several one below the other, each with its mark.</summary>
    private static void AddNames(StringBuilder svg, ChartLabel label)
    {
        bool isOne = label.Points.Count == 1;
        for (int line = 0; line < label.Points.Count; line++)
        {
            ChartMark point = label.Points[line];
            double middle = label.Box.Top + (ChartText.LineHeight * (line + 0.5));
            bool endsThere = isOne && label.IsLeft;
            double x = endsThere ? label.Box.Right : label.Box.Left + (isOne ? 0 : label.IsLeft ? ChartLabels.Indent - 6 : ChartLabels.Indent);
            if (!isOne)
            {
                svg.AppendLine(point.Style.MarkAt(x - 10, middle));
            }

            svg.AppendLine($"<text x=\"{Svg.At(x)}\" y=\"{Svg.At(middle + ChartText.Foot)}\" text-anchor=\"{(endsThere ? "end" : "start")}\">{HtmlPage.Text(point.Name)}</text>");
        }
    }

    private sealed record Cost(Contender Contender, double Cpu, double Delay);
}

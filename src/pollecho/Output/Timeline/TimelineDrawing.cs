using System.Text;
using Pollecho.Output.Charts;
using Pollecho.Text;
using Pollecho.Timeline;

namespace Pollecho.Output.Timeline;

/// <summary>Draws one exchange as SVG: the lane of the process, the lane of the kernel, and what goes between them.</summary>
internal sealed class TimelineDrawing
{
    /// <summary>The width of one exchange; its text of 12 units is legible on a telephone.</summary>
    public const int Width = 320;

    private const double Process = 78, Kernel = 138, LabelX = 152, LineHeight = 15;

    private readonly StringBuilder _svg = new();
    private readonly TimelineAxis _axis;
    private readonly Exchange _exchange;
    private readonly MarkStyle _style;
    private readonly double _sent;
    private readonly List<Label> _labels = [];

    private TimelineDrawing(Exchange exchange, TimelineAxis axis)
    {
        (_exchange, _axis) = (exchange, axis);
        _sent = TimelineSteps.At(exchange, exchange.SendBegan);
        _style = MarkStyle.Of(exchange.Contender.Kind);
    }

    private const string Sender = "font-weight=\"600\"";

    /// <summary>The elements of one exchange.</summary>
    public static string Of(Exchange exchange, TimelineAxis axis)
    {
        var drawing = new TimelineDrawing(exchange, axis);
        drawing.DrawGround();
        foreach (TimelineStep step in TimelineSteps.Of(exchange))
        {
            drawing.Draw(step);
        }

        drawing.PlaceLabels();
        return drawing._svg.ToString();
    }

    private double Y(double time) => _axis.Y(time - _sent);

    private void DrawGround()
    {
        Add($"<text x=\"{Svg.At(Process)}\" y=\"20\" text-anchor=\"middle\" {ChartColours.Tick}>process</text>");
        Add($"<text x=\"{Svg.At(Kernel)}\" y=\"20\" text-anchor=\"middle\" {ChartColours.Tick}>kernel</text>");
        foreach ((double time, double y) in _axis.Ticks)
        {
            string label = time < 0 ? $"−{Units.Duration(-time)}" : $"+{Units.Duration(time)}";
            Add($"<line class=\"rule\" stroke=\"{ChartColours.Rule.Light}\" x1=\"64\" x2=\"{Svg.At(Kernel)}\" y1=\"{Svg.At(y)}\" y2=\"{Svg.At(y)}\"/>");
            Add($"<text x=\"60\" y=\"{Svg.At(y + 4)}\" text-anchor=\"end\" {ChartColours.Tick}>{label}</text>");
        }

        double start = Y(0), end = Math.Max(Y(TimelineSteps.At(_exchange, _exchange.ReplyArrived)), Y(TimelineSteps.At(_exchange, _exchange.Entries[^1].End)));
        Add($"<line class=\"rule\" stroke=\"{ChartColours.Rule.Light}\" stroke-width=\"2\" x1=\"{Svg.At(Kernel)}\" x2=\"{Svg.At(Kernel)}\" y1=\"{Svg.At(start)}\" y2=\"{Svg.At(end)}\"/>");

        // It runs wherever nothing is drawn over it.
        Add($"<rect {_style.Area} x=\"{Svg.At(Process - 5)}\" y=\"{Svg.At(start)}\" width=\"10\" height=\"{Svg.At(end - start)}\"/>");
        Add($"<line class=\"range\" stroke=\"{ChartColours.Text.Light}\" stroke-dasharray=\"5 3\" x1=\"64\" x2=\"{Svg.At(Kernel)}\" y1=\"{Svg.At(TimelineAxis.Sent)}\" y2=\"{Svg.At(TimelineAxis.Sent)}\"/>");
        Add($"<text x=\"60\" y=\"{Svg.At(TimelineAxis.Sent + 4)}\" text-anchor=\"end\" {Sender}>send</text>");
    }

    private void Draw(TimelineStep step)
    {
        double begin = Y(step.Begin), end = Y(step.End);
        switch (step.Kind)
        {
            case StepKind.Ready:
                Add($"<line class=\"range\" stroke=\"{ChartColours.Text.Light}\" stroke-width=\"3\" x1=\"{Svg.At(Kernel)}\" x2=\"{Svg.At(Kernel)}\" y1=\"{Svg.At(begin)}\" y2=\"{Svg.At(end)}\"/>");
                Add($"<circle cx=\"{Svg.At(Kernel)}\" cy=\"{Svg.At(end)}\" r=\"5\"/>");
                AddLabel(end, $"{step.Answer} ready", Sender);
                break;
            case StepKind.Replied:
                AddLabel(begin, $"reply there: {Units.Duration(_exchange.RoundTrip)}", Sender);
                break;
            case StepKind.Repeated:
                DrawRepeated(step, begin, end);
                break;
            case StepKind.Blocked or StepKind.Pending:
                DrawStopped(step, begin, end);
                break;
            default:
                Arrow(begin, toKernel: true, step.Copies && step.Call.StartsWith('s'));
                Arrow(Math.Max(end, begin + 3), toKernel: false, step.Copies && !step.Call.StartsWith('s'));
                AddLabel(begin, step.Answer.Length > 0 ? $"{step.Call}: {Answer(step)}" : step.Call, "");
                break;
        }
    }

    private static string Answer(TimelineStep step) => step.Copies ? $"{step.Answer} copied" : step.Answer;

    /// <summary>Calls too many to draw are a pattern; where there are few, each is drawn, at equal distances, as only their number is recorded.</summary>
    private void DrawRepeated(TimelineStep step, double begin, double end)
    {
        if (step.Stopped > step.Took / 2)
        {
            DrawHollow(begin, end);
        }

        double turn = step.Took / step.Turns;
        for (double time = step.Begin + (turn / 2); Y(time) < end - 2; time = Math.Max(time + turn, _sent + _axis.Time(Y(time) + 6)))
        {
            Arrow(Y(time), toKernel: true, isCopy: false);
            Arrow(Y(time) + 3, toKernel: false, isCopy: false);
        }

        AddLabel(begin + 4, $"×{Units.Count(step.Turns)} {step.Call}:", "");
        AddLabel(begin + 4, $"  {step.Answer}", "");
        foreach ((string what, _) in step.Besides)
        {
            AddLabel(begin + 4, $"  {what}", ChartColours.Tick);
        }
    }

    private void DrawStopped(TimelineStep step, double begin, double end)
    {
        bool isFree = step.Kind == StepKind.Pending;
        if (isFree)
        {
            Cover(begin, end);
            Add($"<line class=\"s-{_style.Kind}\" stroke=\"{_style.Colour.Light}\" stroke-dasharray=\"2 5\" stroke-width=\"2\" x1=\"{Svg.At(Process)}\" x2=\"{Svg.At(Process)}\" y1=\"{Svg.At(begin)}\" y2=\"{Svg.At(end)}\"/>");
        }
        else
        {
            DrawHollow(begin, end);
        }

        Arrow(begin, toKernel: true, isCopy: false);
        Arrow(end, toKernel: false, step.Copies);
        AddLabel(begin, step.Call, "");
        AddLabel(begin, isFree ? $"  pending for {Units.Duration(step.End - step.PendingAt)}" : $"  stopped for {Units.Duration(step.Took)}", ChartColours.Tick);
        AddLabel(end, Answer(step), "");
    }

    private void Cover(double begin, double end) =>
        Add($"<rect class=\"panel\" fill=\"{ChartColours.Panel.Light}\" x=\"{Svg.At(Process - 6)}\" y=\"{Svg.At(begin)}\" width=\"12\" height=\"{Svg.At(end - begin)}\"/>");

    private void DrawHollow(double begin, double end)
    {
        Cover(begin, end);
        Add($"<rect class=\"s-{_style.Kind}\" fill=\"none\" stroke=\"{_style.Colour.Light}\" x=\"{Svg.At(Process - 5)}\" y=\"{Svg.At(begin)}\" width=\"10\" height=\"{Svg.At(end - begin)}\"/>");
    }

    private void Arrow(double y, bool toKernel, bool isCopy)
    {
        double from = toKernel ? Process + 6 : Kernel - 2, to = toKernel ? Kernel - 2 : Process + 6, back = toKernel ? -5 : 5;
        string colour = $"class=\"s-{_style.Kind}\" stroke=\"{_style.Colour.Light}\" stroke-width=\"{(isCopy ? 3 : 1)}\" fill=\"none\"";
        Add($"<path {colour} d=\"M{Svg.At(from)},{Svg.At(y)}H{Svg.At(to)}m{Svg.At(back)},-2.5L{Svg.At(to)},{Svg.At(y)}l{Svg.At(back)},2.5\"/>");
    }

    private void AddLabel(double y, string text, string attributes) => _labels.Add(new(y, text, attributes));

    /// <summary>Each label beside its place, or below the one before it, with a line to its place.</summary>
    private void PlaceLabels()
    {
        double next = 0;
        foreach ((double y, string text, string attributes) in _labels.OrderBy(label => label.Y))
        {
            double at = Math.Max(y, next);
            next = at + LineHeight;
            if (at - y > LineHeight && text[0] != ' ')
            {
                Add($"<line class=\"leader\" stroke=\"{ChartColours.Faint.Light}\" stroke-width=\"0.6\" x1=\"{Svg.At(Kernel + 3)}\" y1=\"{Svg.At(y)}\" x2=\"{Svg.At(LabelX - 2)}\" y2=\"{Svg.At(at)}\"/>");
            }

            double indent = text[0] == ' ' ? 10 : 0;
            Add($"<text x=\"{Svg.At(LabelX + indent)}\" y=\"{Svg.At(at + 4)}\" {attributes}>{HtmlPage.Text(text.Trim())}</text>");
        }
    }

    private void Add(string element) => _svg.AppendLine(element);

    private sealed record Label(double Y, string Text, string Attributes);
}

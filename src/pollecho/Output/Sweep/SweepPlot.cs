using Pollecho.Output.Charts;
using Pollecho.Sweep;
using Pollecho.Text;

namespace Pollecho.Output.Sweep;

/// <summary>The chart of a sweep for a terminal: the rate to the right, delay upwards, both by equal factors.</summary>
internal sealed class SweepPlot
{
    private const int Height = 14, LabelWidth = 9, Least = 16;
    private const char Response = '●', Service = '×', Median = '○', Invalid = '?', AtLeast = '↑', Knee = '┊', Axis = '│', Foot = '─';

    private readonly char[][] _cells;
    private readonly ChartScale _rates;
    private readonly ChartScale _delays;
    private readonly int _width;

    private SweepPlot(SweepView view, int width)
    {
        double judged = view.Result.Plan.JudgedPercentile;
        _width = width - LabelWidth - 2;
        _cells = new char[Height][];
        for (int row = 0; row < Height; row++)
        {
            _cells[row] = new string(' ', _width).ToCharArray();
        }

        Dot[] points = [.. view.Answered.SelectMany(step => Points(step, judged))];

        // The knee is what was answered, and so perhaps a little below the rate.
        _rates = ChartScale.Around([.. points.Select(point => point.Rate), .. view.Result.Knee is double answered ? [answered] : Array.Empty<double>()]);
        _delays = ChartScale.Around(points.Select(point => point.Delay));
        if (view.Result.Knee is double knee)
        {
            Array.ForEach(_cells, row => row[Column(knee)] = Knee);
        }

        // What is drawn later is seen: where they fall together, the response time.
        foreach (Dot point in points.OrderBy(point => point.Sign switch { Median => 0, Service => 1, Response => 2, _ => 3 }))
        {
            _cells[Row(point.Delay)][Column(point.Rate)] = point.Sign;
        }
    }

    /// <summary>Whether there is room for it.</summary>
    public static bool Fits(int width) => width >= LabelWidth + 2 + Least;

    /// <summary>Writes it. To be asked for only if a step was answered.</summary>
    public static void Write(TextWriter output, TextPage page, SweepView view) => new SweepPlot(view, page.Width).Write(output, page, view.Result);

    private static IEnumerable<Dot> Points(SweepStep step, double judged)
    {
        yield return new(step.Rate, step.Result.RoundTrip.Percentile(judged) / 1e3, step.Outcome == StepOutcome.Invalid ? Invalid : step.Result.IsAtLeast(judged) ? AtLeast : Response);
        if (step.Result.Service.Count > 0)
        {
            yield return new(step.Rate, step.Result.Service.Percentile(judged) / 1e3, Service);
        }

        yield return new(step.Rate, step.Result.RoundTrip.Percentile(50) / 1e3, step.Result.IsAtLeast(50) ? AtLeast : Median);
    }

    private void Write(TextWriter output, TextPage page, SweepResult result)
    {
        string?[] labels = new string?[Height];
        foreach (double tick in _delays.Ticks())
        {
            labels[Row(tick)] ??= Units.Duration(tick * 1e3);
        }

        for (int row = 0; row < Height; row++)
        {
            output.WriteLine(page.Glyphs($"{labels[row],LabelWidth} {Axis}{new string(_cells[row])}").TrimEnd());
        }

        output.WriteLine(page.Glyphs(new string(' ', LabelWidth + 1) + new string(Foot, _width + 1)));
        output.WriteLine(RateLabels());
        string judged = Units.Percentile(result.Plan.JudgedPercentile);
        string[] signs =
        [
            $"{Response} response {judged}", $"{Service} service {judged}", $"{Median} response p50", $"{AtLeast} response, at least", $"{Invalid} response {judged}, by the client's making", $"{Knee} the knee",
        ];
        IEnumerable<string> used = signs.Where(sign => Array.Exists(_cells, row => row.Contains(sign[0])));
        page.Write(output, $"{new string(' ', LabelWidth + 1)}delay against messages/s: {string.Join("  ", used)}", LabelWidth + 1);
    }

    private string RateLabels()
    {
        var line = new System.Text.StringBuilder(new string(' ', LabelWidth + 1));
        foreach (double tick in _rates.Ticks())
        {
            string label = SweepWords.ShortRate(tick);
            int start = Math.Min(LabelWidth + 2 + Column(tick) - (label.Length / 2), LabelWidth + 2 + _width - label.Length);
            if (start > line.Length)
            {
                line.Append(' ', start - line.Length).Append(label);
            }
        }

        return line.ToString();
    }

    private int Column(double rate) => (int)Math.Round((_width - 1) * _rates.Place(rate));

    private int Row(double delay) => Height - 1 - (int)Math.Round((Height - 1) * _delays.Place(delay));

    private sealed record Dot(double Rate, double Delay, char Sign);
}

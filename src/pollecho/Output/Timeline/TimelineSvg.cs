using Pollecho.Output.Charts;
using Pollecho.Timeline;

namespace Pollecho.Output.Timeline;

/// <summary>All exchanges as one picture, in rows, on one time axis.</summary>
internal static class TimelineSvg
{
    /// <summary>About how wide a letter is.</summary>
    private const int LetterWidth = 6;

    private const int InARow = 4, Margin = 10, Head = 46, LineHeight = 18;

    /// <summary>The attributes that all elements inherit.</summary>
    public static string Attributes => $"class=\"chart\" fill=\"{ChartColours.Text.Light}\" font-family=\"system-ui, sans-serif\" font-size=\"12\"";

    /// <summary>What the shapes stand for.</summary>
    public const string Legend = "Filled: the thread runs, or could. Hollow: it is stopped in a call. Dotted: no thread waits. Thick arrow: bytes are copied. Thick line to the dot: the bytes are on their way. From the send on, each line is ten times later.";

    /// <summary>Writes the picture.</summary>
    public static void Write(TextWriter output, TimelineResult result)
    {
        if (result.Exchanges.Count == 0)
        {
            output.WriteLine(ChartPicture.Empty);
            return;
        }

        var axis = new TimelineAxis(result.Exchanges);
        int columns = Math.Min(InARow, result.Exchanges.Count), rows = (result.Exchanges.Count + InARow - 1) / InARow;
        int width = (columns * TimelineDrawing.Width) + (2 * Margin);
        string[] foot = [.. new[] { Legend, TimelineWords.Conditions(result) }.SelectMany(text => WordWrap.Lines(text, (width - (2 * Margin)) / LetterWidth, indent: 0))];
        double pictures = rows * (axis.Height + Head), height = pictures + (foot.Length * LineHeight) + (2 * Margin);
        using var body = new StringWriter();
        for (int i = 0; i < result.Exchanges.Count; i++)
        {
            body.WriteLine(FormattableString.Invariant($"<g transform=\"translate({Margin + (i % InARow * TimelineDrawing.Width)} {(i / InARow * (axis.Height + Head)) + Head:0})\">"));
            body.WriteLine($"<text x=\"64\" y=\"-10\" font-size=\"16\" font-weight=\"600\">{HtmlPage.Text(result.Exchanges[i].Contender.Name)}</text>");
            body.WriteLine($"{TimelineDrawing.Of(result.Exchanges[i], axis)}</g>");
        }

        for (int i = 0; i < foot.Length; i++)
        {
            body.WriteLine(FormattableString.Invariant($"<text {ChartColours.Tick} x=\"{Margin + 4}\" y=\"{pictures + ((i + 1) * LineHeight):0}\">{HtmlPage.Text(foot[i])}</text>"));
        }

        ChartPicture.Write(output, TimelineWords.Staged(result.Plan), width, height, Attributes, $"{body}");
    }
}

using System.Text;

namespace Pollecho.Output.Charts;

/// <summary>A picture with lines of text and charts, one below the other, on a ground of its own.</summary>
internal sealed class ChartPicture
{
    /// <summary>A picture of nothing.</summary>
    public const string Empty = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

    private const int Margin = 10, LineHeight = 20;

    /// <summary>How many letters of the usual size go into a line.</summary>
    private const int Letters = 54;

    private readonly StringBuilder _body = new();
    private int _y = Margin;

    /// <summary>Adds a paragraph, in lines that fit.</summary>
    /// <param name="text">The paragraph.</param>
    /// <param name="attributes">Those of its letters.</param>
    /// <param name="bold">How many letters at its start are bold.</param>
    public void AddText(string text, string attributes, int bold = 0)
    {
        foreach (string line in WordWrap.Lines(text, Letters, indent: 0))
        {
            _y += LineHeight;
            string start = bold > 0 ? $"<tspan font-weight=\"600\">{HtmlPage.Text(line[..bold])}</tspan>" : "";
            _body.AppendLine($"<text {attributes} x=\"{Margin + 4}\" y=\"{_y - ChartText.Foot}\">{start}{HtmlPage.Text(line[bold..])}</text>");
            bold = 0;
        }
    }

    /// <summary>Adds the picture's title.</summary>
    public void AddTitle(string title) => AddText(title, "font-weight=\"600\" font-size=\"16\"");

    /// <summary>Adds half an empty line.</summary>
    public void AddGap() => _y += LineHeight / 2;

    /// <summary>Adds a chart.</summary>
    public void AddChart(Chart chart)
    {
        _body.AppendLine($"<g transform=\"translate({Margin} {_y + (LineHeight / 2)})\">\n{chart.Body}</g>");
        _y += chart.Height + (LineHeight / 2);
    }

    /// <summary>Writes the picture.</summary>
    public void Write(TextWriter output, string title) =>
        Write(output, title, Chart.Width + (2 * Margin), _y + Margin, Chart.Attributes, $"{_body}");

    /// <summary>Writes a picture of other things.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="width">Its width, in SVG units.</param>
    /// <param name="height">Its height.</param>
    /// <param name="attributes">The attributes that all its elements inherit.</param>
    /// <param name="body">The elements, with a line end.</param>
    public static void Write(TextWriter output, string title, double width, double height, string attributes, string body)
    {
        output.WriteLine(FormattableString.Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0}\" height=\"{height:0}\" viewBox=\"0 0 {width:0} {height:0}\" role=\"img\" aria-label=\"{HtmlPage.Text(title)}\" {attributes}>"));
        output.WriteLine($"<style>@media (prefers-color-scheme: dark) {{\n{ChartColours.ForDark}\n}}</style>");
        output.WriteLine(FormattableString.Invariant($"<rect class=\"panel\" fill=\"{ChartColours.Panel.Light}\" width=\"{width:0}\" height=\"{height:0}\" rx=\"8\"/>"));
        output.WriteLine($"{body}</svg>");
    }
}

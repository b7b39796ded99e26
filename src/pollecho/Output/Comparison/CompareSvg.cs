using Pollecho.Compare;

namespace Pollecho.Output.Comparison;

/// <summary>A comparison as one picture: what a message costs, and how long it takes, with little traffic and in a crowd.</summary>
internal static class CompareSvg
{
    private const string Title = "Server CPU a message against median delay";
    private const int Margin = 10, LineHeight = 20;

    /// <summary>How many letters of the usual size go into a line.</summary>
    private const int Letters = 54;

    /// <summary>Writes the picture.</summary>
    public static void Write(TextWriter output, CompareResult result)
    {
        using var body = new StringWriter();
        int bottom = WriteBody(body, result);
        int width = CompareChart.Width + (2 * Margin), height = bottom + Margin;
        output.WriteLine($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{Title}\" {CompareChart.Attributes}>");
        output.WriteLine($"<style>@media (prefers-color-scheme: dark) {{\n{ChartColours.ForDark}\n}}</style>");
        output.WriteLine($"<rect class=\"panel\" fill=\"{ChartColours.Panel.Light}\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>");
        output.WriteLine($"{body}</svg>");
    }

    /// <summary>Writes what is on the ground.</summary>
    /// <returns>Where it ends.</returns>
    private static int WriteBody(StringWriter output, CompareResult result)
    {
        int y = Margin;
        WriteLines(Title, "font-weight=\"600\" font-size=\"16\"");
        bool isEmpty = true;
        foreach (Regime regime in new[] { Regime.Sparse, Regime.Crowded })
        {
            if (CompareCosts.Of(result, regime) is { } chart)
            {
                isEmpty = false;
                y += LineHeight / 2;
                WriteLines($"{regime.Name}: {regime.Load(result.Plan)}", "", bold: regime.Name.Length);
                WriteLines(regime.Shows, ChartColours.Tick);
                output.WriteLine($"<g transform=\"translate({Margin} {y + (LineHeight / 2)})\">\n{chart.Body}</g>");
                y += chart.Height + (LineHeight / 2);
            }
        }

        if (isEmpty)
        {
            WriteLines("Nothing was measured.", "");
        }

        y += LineHeight / 2;
        foreach (string line in CompareConditions.Of(result))
        {
            WriteLines(line, ChartColours.Tick);
        }

        return y;

        void WriteLines(string text, string attributes, int bold = 0)
        {
            foreach (string line in WordWrap.Lines(text, Letters, indent: 0))
            {
                y += LineHeight;
                string start = bold > 0 ? $"<tspan font-weight=\"600\">{CompareHtml.Text(line[..bold])}</tspan>" : "";
                output.WriteLine($"<text {attributes} x=\"{Margin + 4}\" y=\"{y - ChartText.Foot}\">{start}{CompareHtml.Text(line[bold..])}</text>");
                bold = 0;
            }
        }
    }
}

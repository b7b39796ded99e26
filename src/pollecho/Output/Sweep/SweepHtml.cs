using Pollecho.Output.Charts;
using Pollecho.Text;

namespace Pollecho.Output.Sweep;

/// <summary>A sweep as one page that needs nothing else: what it comes to, the chart, the steps.</summary>
internal static class SweepHtml
{
    /// <summary>Writes the page.</summary>
    public static void Write(TextWriter output, SweepView view)
    {
        HtmlPage.WriteHead(output, "pollecho sweep");
        string[] lines =
        [
            RunConditions.MachineAndKernel,
            $"{RunConditions.VersionAndTime(view.Result.Began)}; took {Units.Duration(view.Result.Elapsed)}",
            SweepWords.Asked(view.Result),
        ];
        foreach (string line in lines)
        {
            output.WriteLine($"<p class=\"faint\">{HtmlPage.Text(line)}</p>");
        }

        if (view.Result.Steps.Count > 0)
        {
            output.WriteLine($"<p><strong>{HtmlPage.Text(Sentence.Capital(SweepWords.Verdict(view.Result)))}.</strong></p>");
        }

        foreach (string warning in SweepWords.Warnings(view))
        {
            output.WriteLine($"<p><strong>Warning</strong>: {HtmlPage.Text(warning)}</p>");
        }

        if (SweepChart.Of(view) is { } chart)
        {
            output.WriteLine("<div class=\"charts\">");
            HtmlPage.WriteFigure(output, chart);
            output.WriteLine("</div>");
        }
        else
        {
            output.WriteLine($"<p>{SweepWords.NothingAnswered}</p>");
        }

        output.WriteLine("<h2>Steps</h2>");
        HtmlPage.WriteTable(output, "steps", SweepTable.Rows(view));
        output.WriteLine($"<p class=\"faint\">{HtmlPage.Text(SweepTable.Times)}{string.Concat(SweepWords.Legend(view).Select(entry => HtmlPage.Text($" {entry}.")))}</p>\n</body>\n</html>");
    }
}

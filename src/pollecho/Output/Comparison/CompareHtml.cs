using Pollecho.Compare;
using Pollecho.Output.Charts;

namespace Pollecho.Output.Comparison;

/// <summary>
/// A comparison as one page that needs nothing else: charts as inline SVG, the reading of the claims, the tables.
/// No script; light or dark as the reader's system is.
/// </summary>
internal static class CompareHtml
{
    /// <summary>The page's sections from the top: what the regimes are comes before the first use of their names.</summary>
    private static readonly Action<TextWriter, CompareResult>[] Sections = [WriteRegimes, WriteWarnings, WriteClaims, WriteCharts, WriteTables, WriteFailures];

    /// <summary>Writes the page.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="result">What was found.</param>
    /// <param name="top">Writes what comes first; null for nothing.</param>
    public static void Write(TextWriter output, CompareResult result, Action<TextWriter>? top = null)
    {
        HtmlPage.WriteHead(output, "pollecho compare");
        foreach (string line in CompareConditions.Of(result))
        {
            output.WriteLine($"<p class=\"faint\">{HtmlPage.Text(line)}</p>");
        }

        top?.Invoke(output);
        foreach (Action<TextWriter, CompareResult> write in Sections)
        {
            write(output, result);
        }

        output.WriteLine("</body>\n</html>");
    }

    private static void WriteRegimes(TextWriter output, CompareResult result)
    {
        output.WriteLine("<h2>Workloads</h2>\n<ul>");
        foreach (Regime regime in Regime.All)
        {
            output.WriteLine($"<li><strong>{regime.Name}</strong>: {HtmlPage.Text(regime.Describe(result.Plan))}</li>");
        }

        output.WriteLine("</ul>");
    }

    private static void WriteWarnings(TextWriter output, CompareResult result)
    {
        foreach (string warning in CompareWarnings.Of(result))
        {
            output.WriteLine($"<p><strong>Warning</strong>: {HtmlPage.Text(warning)}</p>");
        }
    }

    private static void WriteClaims(TextWriter output, CompareResult result)
    {
        output.WriteLine("<h2>Four claims about polling</h2>\n<ol>");
        foreach (ClaimReading reading in CompareReading.Of(result))
        {
            output.WriteLine($"<li>{HtmlPage.Text(reading.Claim())} <strong>{HtmlPage.Text(Sentence.Capital(reading.Verdict.Words()))}</strong>.\n<ul>");
            foreach (string finding in reading.Findings(result))
            {
                output.WriteLine($"<li>{HtmlPage.Text(finding)}</li>");
            }

            output.WriteLine("</ul></li>");
        }

        output.WriteLine("</ol>");
    }

    private static void WriteCharts(TextWriter output, CompareResult result)
    {
        Chart[] charts = [.. Charts(result).OfType<Chart>()];
        if (charts.Length == 0)
        {
            output.WriteLine("<h2>Charts</h2>\n<p>Nothing was measured.</p>");
            return;
        }

        output.WriteLine("<h2>Charts</h2>\n<p class=\"key\">");
        foreach (Contender contender in result.Plan.Contenders)
        {
            string mark = ContenderStyles.Of(result.Plan, contender).MarkAt(8, 8);
            output.WriteLine($"<span><svg width=\"16\" height=\"16\">{mark}</svg>{HtmlPage.Text(contender.Name)}</span>");
        }

        output.WriteLine("</p>\n<div class=\"charts\">");
        foreach (Chart chart in charts)
        {
            HtmlPage.WriteFigure(output, chart);
        }

        output.WriteLine("</div>");
    }

    /// <summary>The charts in their order; null for one of what was not measured.</summary>
    private static IEnumerable<Chart?> Charts(CompareResult result) =>
    [
        .. Regime.All.Where(regime => regime.HasTraffic).SelectMany(regime => new[] { ComparePercentiles.Of(result, regime), CompareCosts.Of(result, regime) }),
        CompareBars.Of(result, Regime.Saturated, Metric.MessagesPerSecond),
        CompareBars.Of(result, Regime.Crowded, Metric.MessagesPerSecond),
        CompareBars.Of(result, Regime.Idle, Metric.CpuPercent),
        CompareBars.Of(result, Regime.Idle, Metric.OtherWorkPerSecond),
    ];

    private static void WriteTables(TextWriter output, CompareResult result)
    {
        output.WriteLine("<h2>Figures</h2>");
        foreach (CompareTable table in CompareFormat.Tables(result, metric => metric.FullHeading))
        {
            output.WriteLine($"<h3>{HtmlPage.Text(table.Name)}: {HtmlPage.Text(table.Description)}</h3>");
            HtmlPage.WriteTable(output, table.Name, table.Rows);
        }

        output.WriteLine($"<p class=\"faint\">{HtmlPage.Text(CompareFormat.Legend(result))}</p>");
    }

    private static void WriteFailures(TextWriter output, CompareResult result)
    {
        foreach (CompareFailure failure in result.Failures)
        {
            output.WriteLine($"<p><strong>{HtmlPage.Text(failure.Contender)}</strong> could not be measured to the end: {HtmlPage.Text(failure.Reason)}</p>");
        }
    }
}

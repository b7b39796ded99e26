using System.Net;
using Pollecho.Compare;

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
        WriteHead(output, "pollecho compare");
        foreach (string line in CompareConditions.Of(result))
        {
            output.WriteLine($"<p class=\"faint\">{Text(line)}</p>");
        }

        top?.Invoke(output);
        foreach (Action<TextWriter, CompareResult> write in Sections)
        {
            write(output, result);
        }

        output.WriteLine("</body>\n</html>");
    }

    /// <summary>A page for as long as there is nothing to show.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="what">What is not over, as it is called in the sentence.</param>
    internal static string Unfinished(string title, string what) => $"<!DOCTYPE html><title>{title}</title>The {what} has not ended yet.";

    /// <summary>Writes a page up to its heading.</summary>
    internal static void WriteHead(TextWriter output, string title)
    {
        output.WriteLine("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");

        // An empty icon of its own, so that no browser asks for one.
        output.WriteLine("<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<title>" + title + "</title>");
        output.WriteLine($"<style>\n{ComparePageStyle.Sheet}\n</style>\n</head>\n<body>\n<h1>{title}</h1>");
    }

    /// <summary>Writes a chart.</summary>
    internal static void WriteFigure(TextWriter output, CompareChart chart)
    {
        output.WriteLine($"<figure>\n<figcaption>{Text(chart.Title)}</figcaption>");
        output.WriteLine($"<svg {CompareChart.Attributes} viewBox=\"0 0 {CompareChart.Width} {chart.Height}\" role=\"img\" aria-label=\"{Text(chart.Title)}\">\n{chart.Body}</svg></figure>");
    }

    /// <summary>Writes a table, its head first.</summary>
    internal static void WriteTable(TextWriter output, string name, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        // Whoever has no mouse can scroll what can be focused, if it says what it is.
        output.WriteLine($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Text(name)}\"><table>");
        output.WriteLine($"<tr>{string.Concat(rows[0].Select(cell => $"<th scope=\"col\">{Text(cell)}</th>"))}</tr>");
        foreach (IReadOnlyList<string> row in rows.Skip(1))
        {
            output.WriteLine($"<tr><th scope=\"row\">{Text(row[0])}</th>{string.Concat(row.Skip(1).Select(cell => $"<td>{Text(cell)}</td>"))}</tr>");
        }

        output.WriteLine("</table></div>");
    }

    /// <summary>Text as HTML.</summary>
    internal static string Text(string text) => WebUtility.HtmlEncode(text);

    private static void WriteRegimes(TextWriter output, CompareResult result)
    {
        output.WriteLine("<h2>Workloads</h2>\n<ul>");
        foreach (Regime regime in Regime.All)
        {
            output.WriteLine($"<li><strong>{regime.Name}</strong>: {Text(regime.Describe(result.Plan))}</li>");
        }

        output.WriteLine("</ul>");
    }

    private static void WriteWarnings(TextWriter output, CompareResult result)
    {
        foreach (string warning in CompareWarnings.Of(result))
        {
            output.WriteLine($"<p><strong>Warning</strong>: {Text(warning)}</p>");
        }
    }

    private static void WriteClaims(TextWriter output, CompareResult result)
    {
        output.WriteLine("<h2>Four claims about polling</h2>\n<ol>");
        foreach (ClaimReading reading in CompareReading.Of(result))
        {
            output.WriteLine($"<li>{Text(reading.Claim())} <strong>{Text(CompareText.Capital(reading.Verdict.Words()))}</strong>.\n<ul>");
            foreach (string finding in reading.Findings(result))
            {
                output.WriteLine($"<li>{Text(finding)}</li>");
            }

            output.WriteLine("</ul></li>");
        }

        output.WriteLine("</ol>");
    }

    private static void WriteCharts(TextWriter output, CompareResult result)
    {
        CompareChart[] charts = [.. Charts(result).OfType<CompareChart>()];
        if (charts.Length == 0)
        {
            output.WriteLine("<h2>Charts</h2>\n<p>Nothing was measured.</p>");
            return;
        }

        output.WriteLine("<h2>Charts</h2>\n<p class=\"key\">");
        foreach (Contender contender in result.Plan.Contenders)
        {
            string mark = ContenderStyle.Of(result.Plan, contender).MarkAt(8, 8);
            output.WriteLine($"<span><svg width=\"16\" height=\"16\">{mark}</svg>{Text(contender.Name)}</span>");
        }

        output.WriteLine("</p>\n<div class=\"charts\">");
        foreach (CompareChart chart in charts)
        {
            WriteFigure(output, chart);
        }

        output.WriteLine("</div>");
    }

    /// <summary>The charts in their order; null for one of what was not measured.</summary>
    private static IEnumerable<CompareChart?> Charts(CompareResult result) =>
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
            output.WriteLine($"<h3>{Text(table.Name)}: {Text(table.Description)}</h3>");
            WriteTable(output, table.Name, table.Rows);
        }

        output.WriteLine($"<p class=\"faint\">{Text(CompareFormat.Legend(result))}</p>");
    }

    private static void WriteFailures(TextWriter output, CompareResult result)
    {
        foreach (CompareFailure failure in result.Failures)
        {
            output.WriteLine($"<p><strong>{Text(failure.Contender)}</strong> could not be measured to the end: {Text(failure.Reason)}</p>");
        }
    }
}

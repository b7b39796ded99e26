using System.Net;
using Pollecho.Compare;

namespace Pollecho.Output.Comparison;

/// <summary>
/// A comparison as one page that needs nothing else: charts as inline SVG, the reading of the claims, the tables.
/// No script; light or dark as the reader's system is.
/// </summary>
internal static class CompareHtml
{
    internal static readonly string Style = $$"""
        :root { {{Variables(shade => shade.Light)}} }
        body { background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 1100px; }
        h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .2rem; }
        p { margin: .3rem 0; } .faint { color: var(--faint); }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); gap: 1rem; }
        figure { margin: 0; background: var(--panel); border-radius: 8px; padding: .8rem; } figcaption { font-weight: 600; }
        .chart { width: 100%; height: auto; display: block; }
        .key { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin: .6rem 0; } .key svg { margin-right: .3em; vertical-align: -.15em; }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; } th:first-child, td:first-child { text-align: left; }
        @media (prefers-color-scheme: dark) {
        :root { {{Variables(shade => shade.Dark)}} }
        {{ChartColours.ForDark}}
        }
        """;

    /// <summary>Writes the page.</summary>
    public static void Write(TextWriter output, CompareResult result)
    {
        output.WriteLine("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");

        // An empty icon of its own, so that no browser asks for one.
        output.WriteLine("<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<title>pollecho compare</title>");
        output.WriteLine($"<style>\n{Style}\n</style>\n</head>\n<body>");
        output.WriteLine($"<h1>pollecho compare</h1>\n<p class=\"faint\">{Text(CompareText.System(result))}</p>");
        WriteWarnings(output, result);
        WriteRegimes(output, result);
        WriteClaims(output, result);
        WriteCharts(output, result);
        WriteTables(output, result);
        WriteFailures(output, result);
        output.WriteLine("</body>\n</html>");
    }

    /// <summary>Text as HTML.</summary>
    internal static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Variables(Func<Shade, string> of) =>
        $"--page: {of(ChartColours.Page)}; --text: {of(ChartColours.Text)}; --faint: {of(ChartColours.Faint)}; --rule: {of(ChartColours.Rule)}; --panel: {of(ChartColours.Panel)};";

    private static void WriteWarnings(TextWriter output, CompareResult result)
    {
        foreach (string warning in CompareWarnings.Of(result))
        {
            output.WriteLine($"<p><strong>Warning</strong>: {Text(warning)}</p>");
        }
    }

    private static void WriteRegimes(TextWriter output, CompareResult result)
    {
        output.WriteLine("<h2>Workloads</h2>\n<ul>");
        foreach (Regime regime in Regime.All)
        {
            output.WriteLine($"<li><strong>{regime.Name}</strong>: {Text(regime.Describe(result.Plan))}</li>");
        }

        output.WriteLine("</ul>");
    }

    private static void WriteClaims(TextWriter output, CompareResult result)
    {
        output.WriteLine("<h2>Four claims about polling</h2>\n<ol>");
        foreach (ClaimReading reading in CompareReading.Of(result))
        {
            output.WriteLine($"<li>{Text(reading.Claim())} <strong>{Text(CompareText.Capital(reading.Verdict.Words()))}</strong>: {Text(string.Join("; ", reading.Findings(result)))}.</li>");
        }

        output.WriteLine("</ol>");
    }

    private static void WriteCharts(TextWriter output, CompareResult result)
    {
        output.WriteLine("<h2>Charts</h2>\n<p class=\"key\">");
        foreach (Contender contender in result.Plan.Contenders)
        {
            string mark = ContenderStyle.Of(result.Plan, contender).MarkAt(8, 8);
            output.WriteLine($"<span><svg width=\"16\" height=\"16\">{mark}</svg>{Text(contender.Name)}</span>");
        }

        output.WriteLine("</p>\n<div class=\"charts\">");
        foreach (Regime regime in Regime.All.Where(regime => regime.HasTraffic))
        {
            Write(output, CompareCharts.Percentiles(result, regime));
            Write(output, CompareCharts.CpuAgainstDelay(result, regime));
        }

        Write(output, CompareCharts.Bars(result, Regime.Saturated, Metric.MessagesPerSecond));
        Write(output, CompareCharts.Bars(result, Regime.Crowded, Metric.MessagesPerSecond));
        Write(output, CompareCharts.Bars(result, Regime.Idle, Metric.CpuPercent));
        Write(output, CompareCharts.Bars(result, Regime.Idle, Metric.OtherWorkPerSecond));
        output.WriteLine("</div>");
    }

    private static void Write(TextWriter output, CompareChart chart) => output.WriteLine(
        $"<figure>\n<figcaption>{Text(chart.Title)}</figcaption>\n<svg {CompareChart.Attributes} viewBox=\"0 0 {CompareChart.Width} {chart.Height}\" role=\"img\" aria-label=\"{Text(chart.Title)}\">\n{chart.Body}</svg></figure>");

    private static void WriteTables(TextWriter output, CompareResult result)
    {
        output.WriteLine("<h2>Figures</h2>");
        foreach (CompareTable table in CompareFormat.Tables(result, metric => metric.Heading))
        {
            output.WriteLine($"<h3>{Text(table.Name)}: {Text(table.Description)}</h3>\n<div class=\"scroll\"><table>");
            output.WriteLine($"<tr>{string.Concat(table.Rows[0].Select(cell => $"<th>{Text(cell)}</th>"))}</tr>");
            foreach (IReadOnlyList<string> row in table.Rows.Skip(1))
            {
                output.WriteLine($"<tr>{string.Concat(row.Select(cell => $"<td>{Text(cell)}</td>"))}</tr>");
            }

            output.WriteLine("</table></div>");
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

using System.Net;
using Pollecho.Compare;

namespace Pollecho.Output.Comparison;

/// <summary>
/// A comparison as one page that needs nothing else: charts as inline SVG, the reading of the claims, the tables.
/// No script; light or dark as the reader's system is.
/// </summary>
internal static class CompareHtml
{
    private const string Style = """
        :root { --page: #fdfdfc; --text: #1c1f23; --faint: #5f6670; --line: #d9dce0; --panel: #f3f4f5;
          --c0: #1f6fc4; --c1: #c2410c; --c2: #a16207; --c3: #15803d; --c4: #7c3aed; --c5: #0e7490; --c6: #be185d; --c7: #57534e; }
        @media (prefers-color-scheme: dark) { :root { --page: #16181b; --text: #e7e9ec; --faint: #a2a9b3; --line: #3a3f46; --panel: #1f2226;
          --c0: #6cb2f7; --c1: #fb8f55; --c2: #e8c34a; --c3: #5fd38a; --c4: #b79bff; --c5: #4fd0e0; --c6: #f583b8; --c7: #b8b2ac; } }
        body { background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 1100px; }
        h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .2rem; }
        p { margin: .3rem 0; } .faint { color: var(--faint); }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); gap: 1rem; }
        figure { margin: 0; background: var(--panel); border-radius: 8px; padding: .8rem; } figcaption { font-weight: 600; }
        svg { width: 100%; height: auto; display: block; } svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
        svg .axis { stroke: var(--line); stroke-width: 1; } svg .tick { fill: var(--faint); } svg .series { fill: none; stroke-width: 2; } svg .leader { stroke: var(--faint); } svg .range { stroke: var(--text); stroke-width: 1.5; }
        .key { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin: .6rem 0; } .key span::before { content: ""; display: inline-block; width: .8em; height: .8em; border-radius: 50%; margin-right: .4em; background: var(--c); }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; } th:first-child, td:first-child { text-align: left; }
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

    /// <summary>The colour of a contender, as a style value.</summary>
    internal static string Colour(int contender) => $"var(--c{contender % 8})";

    /// <summary>Text as HTML.</summary>
    internal static string Text(string text) => WebUtility.HtmlEncode(text);

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
            output.WriteLine($"<li>{Text(reading.Claim)} <strong>{Text(CompareText.Capital(reading.Verdict.Words()))}</strong>: {Text(string.Join("; ", reading.Findings))}.</li>");
        }

        output.WriteLine("</ol>");
    }

    private static void WriteCharts(TextWriter output, CompareResult result)
    {
        output.WriteLine("<h2>Charts</h2>\n<p class=\"key\">");
        for (int i = 0; i < result.Plan.Contenders.Count; i++)
        {
            output.WriteLine($"<span style=\"--c: {Colour(i)}\">{Text(result.Plan.Contenders[i].Name)}</span>");
        }

        output.WriteLine("</p>\n<div class=\"charts\">");
        foreach (Regime regime in Regime.All.Where(regime => regime.HasTraffic))
        {
            Figure(output, $"{regime.Name}: delay by percentile", CompareCharts.Percentiles(result, regime));
            Figure(output, $"{regime.Name}: CPU a message against delay", CompareCharts.CpuAgainstDelay(result, regime));
        }

        Figure(output, "saturated: throughput", CompareCharts.Bars(result, Regime.Saturated, Metric.MessagesPerSecond));
        Figure(output, "crowded: throughput", CompareCharts.Bars(result, Regime.Crowded, Metric.MessagesPerSecond));
        Figure(output, "idle: CPU", CompareCharts.Bars(result, Regime.Idle, Metric.CpuPercent));
        Figure(output, "idle: other work done", CompareCharts.Bars(result, Regime.Idle, Metric.OtherWorkPerSecond));
        output.WriteLine("</div>");
    }

    private static void Figure(TextWriter output, string caption, string svg) =>
        output.WriteLine($"<figure>\n<figcaption>{Text(caption)}</figcaption>\n{svg}</figure>");

    private static void WriteTables(TextWriter output, CompareResult result)
    {
        output.WriteLine("<h2>Figures</h2>");
        foreach (CompareTable table in CompareFormat.Tables(result))
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

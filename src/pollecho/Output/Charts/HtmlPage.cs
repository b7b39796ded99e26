using System.Net;

namespace Pollecho.Output.Charts;

/// <summary>The parts of a page that needs nothing else: the head with its style sheet, charts as inline SVG, tables.</summary>
internal static class HtmlPage
{
    /// <summary>A page for as long as there is nothing to show.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="what">What is not over, as it is called in the sentence.</param>
    public static string Unfinished(string title, string what) => $"<!DOCTYPE html><title>{title}</title>The {what} has not ended yet.";

    /// <summary>Writes a page up to its heading.</summary>
    public static void WriteHead(TextWriter output, string title)
    {
        output.WriteLine("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");

        // An empty icon of its own, so that no browser asks for one.
        output.WriteLine("<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<title>" + title + "</title>");
        output.WriteLine($"<style>\n{PageStyle.Sheet}\n</style>\n</head>\n<body>\n<h1>{title}</h1>");
    }

    /// <summary>Writes a chart.</summary>
    public static void WriteFigure(TextWriter output, Chart chart)
    {
        output.WriteLine($"<figure>\n<figcaption>{Text(chart.Title)}</figcaption>");
        output.WriteLine($"<svg {Chart.Attributes} viewBox=\"0 0 {Chart.Width} {chart.Height}\" role=\"img\" aria-label=\"{Text(chart.Title)}\">\n{chart.Body}</svg></figure>");
    }

    /// <summary>Writes a table, its head first.</summary>
    public static void WriteTable(TextWriter output, string name, IReadOnlyList<IReadOnlyList<string>> rows)
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
    public static string Text(string text) => WebUtility.HtmlEncode(text);
}

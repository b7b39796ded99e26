using System.Net;
using Pollecho.Compare;
using Pollecho.Output.Comparison;
using Pollecho.Timeline;

namespace Pollecho.Output.Timeline;

/// <summary>All exchanges as a page that needs nothing else, side by side on one time axis, one below the other on a telephone.</summary>
internal static class TimelineHtml
{
    /// <summary>Writes the page.</summary>
    public static void Write(TextWriter output, TimelineResult result)
    {
        output.WriteLine("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        output.WriteLine("<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<title>pollecho timeline</title>");
        output.WriteLine($"<style>\n{ComparePageStyle.Sheet}\n</style>\n</head>\n<body>");
        output.WriteLine($"<h1>pollecho timeline</h1>\n<p class=\"faint\">{Text(TimelineWords.Conditions(result))}</p>");
        WriteSection(output, result);
        output.WriteLine("</body>\n</html>");
    }

    /// <summary>Writes the pictures and what is said of them.</summary>
    public static void WriteSection(TextWriter output, TimelineResult result)
    {
        output.WriteLine($"<p>On an open connection, under each way of waiting: {Text(TimelineWords.Staged(result.Plan))}.</p>\n<p class=\"faint\">{Text(TimelineSvg.Legend)} {Text(TimelineWords.Legend)}</p>");
        foreach ((Contender contender, string reason) in result.Failures)
        {
            output.WriteLine($"<p>{Text(TimelineWords.Failure(contender, reason))}.</p>");
        }

        if (result.Exchanges.Count == 0)
        {
            return;
        }

        var axis = new TimelineAxis(result.Exchanges);
        output.WriteLine("<div class=\"exchanges\">");
        foreach (Exchange exchange in result.Exchanges)
        {
            string name = Text(exchange.Contender.Name);
            output.WriteLine(FormattableString.Invariant($"<figure>\n<figcaption>{name}</figcaption>\n<svg {TimelineSvg.Attributes} viewBox=\"0 0 {TimelineDrawing.Width} {axis.Height:0}\" role=\"img\" aria-label=\"{name}\">"));
            output.WriteLine($"{TimelineDrawing.Of(exchange, axis)}</svg>");
            output.WriteLine($"<p>{Text(string.Join(" · ", TimelineWords.Figures(exchange)))}.</p>\n<p>{Text(string.Join(' ', TimelineWords.WhatToSee(exchange)))}</p>");
            output.WriteLine($"<p class=\"faint\">{Text(Capital(TimelineWords.Cost(exchange)))}.</p>\n</figure>");
        }

        output.WriteLine("</div>");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

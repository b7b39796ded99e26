using Pollecho.Compare;
using Pollecho.Output.Charts;
using Pollecho.Timeline;

namespace Pollecho.Output.Timeline;

/// <summary>All exchanges as a page that needs nothing else, side by side on one time axis, one below the other on a telephone.</summary>
internal static class TimelineHtml
{
    /// <summary>Writes the page.</summary>
    public static void Write(TextWriter output, TimelineResult result)
    {
        HtmlPage.WriteHead(output, "pollecho timeline");
        output.WriteLine($"<p class=\"faint\">{HtmlPage.Text(TimelineWords.Conditions(result))}</p>");
        WriteSection(output, result);
        output.WriteLine("</body>\n</html>");
    }

    /// <summary>Writes the pictures and what is said of them.</summary>
    public static void WriteSection(TextWriter output, TimelineResult result)
    {
        output.WriteLine($"<p>On an open connection, under each way of waiting: {HtmlPage.Text(TimelineWords.Staged(result.Plan))}.</p>\n<p class=\"faint\">{HtmlPage.Text(TimelineSvg.Legend)} {HtmlPage.Text(TimelineWords.Legend)}</p>");
        foreach ((Contender contender, string reason) in result.Failures)
        {
            output.WriteLine($"<p>{HtmlPage.Text(TimelineWords.Failure(contender, reason))}.</p>");
        }

        if (result.Exchanges.Count == 0)
        {
            return;
        }

        var axis = new TimelineAxis(result.Exchanges);
        output.WriteLine("<div class=\"exchanges\">");
        foreach (Exchange exchange in result.Exchanges)
        {
            string name = HtmlPage.Text(exchange.Contender.Name);
            output.WriteLine(FormattableString.Invariant($"<figure>\n<figcaption>{name}</figcaption>\n<svg {TimelineSvg.Attributes} viewBox=\"0 0 {TimelineDrawing.Width} {axis.Height:0}\" role=\"img\" aria-label=\"{name}\">"));
            output.WriteLine($"{TimelineDrawing.Of(exchange, axis)}</svg>");
            output.WriteLine($"<p>{HtmlPage.Text(string.Join(" · ", TimelineWords.Figures(exchange)))}.</p>\n<p>{HtmlPage.Text(string.Join(' ', TimelineWords.WhatToSee(exchange)))}</p>");
            output.WriteLine($"<p class=\"faint\">{HtmlPage.Text(Sentence.Capital(TimelineWords.Cost(exchange)))}.</p>\n</figure>");
        }

        output.WriteLine("</div>");
    }
}

using System.CommandLine;
using Pollecho.Compare;
using Pollecho.Output;
using Pollecho.Output.Charts;
using Pollecho.Output.Comparison;
using Pollecho.Output.Timeline;
using Pollecho.Platform;
using Pollecho.Timeline;

namespace Pollecho.Commands;

/// <summary>In which forms the comparison reports.</summary>
internal sealed class CompareReports
{
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as one JSON object" };
    private readonly Option<bool> _csv = new("--csv") { Description = "Print the result as CSV, a row for each regime and strategy" };
    private readonly Option<bool> _markdown = new("--markdown") { Description = "Print the result as Markdown" };
    private readonly Option<string?> _html = Parsers.File("--html", "Write a page with charts, and an exchange call by call, to this file as well");
    private readonly ReportFiles<Found> _files;

    /// <summary>Creates the options.</summary>
    public CompareReports() => _files = new(
        (_html, WritePage, HtmlPage.Unfinished("pollecho compare", "comparison")),
        (Parsers.File("--svg", "Write a picture of CPU against delay to this file as well"), (output, found) => CompareSvg.Write(output, found.Result), ChartPicture.Empty));

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(DocumentedCommand command)
    {
        command.Add(OptionGroups.Output, _json, _csv, _markdown);
        _files.AddTo(command);
    }

    /// <summary>Before the comparison begins: what goes together, and whether the files can be written.</summary>
    /// <exception cref="CommandException">It does not, or they cannot.</exception>
    public void Check(ParseResult result)
    {
        ExclusiveOptions.Check(result, _json, _csv, _markdown);
        _files.Check(result);
    }

    /// <summary>Whether the page is asked for, which has an exchange in it.</summary>
    public bool WantsTimeline(ParseResult result) => result.GetValue(_html) is not null;

    /// <summary>Writes the files, and prints the result in the form asked for and what failed, also if a file fails.</summary>
    /// <exception cref="CommandException">A file cannot be written any more.</exception>
    public void Report(ParseResult result, CompareResult compared, TimelineResult? timeline) =>
        _files.WriteThenPrint(result, new(compared, timeline), (parsed, found) => Print(parsed, found.Result));

    private void Print(ParseResult result, CompareResult compared)
    {
        Action<TextWriter, CompareResult> write = result.GetValue(_json) ? CompareJson.Write
            : result.GetValue(_csv) ? CompareCsv.Write
            : result.GetValue(_markdown) ? CompareMarkdown.Write
            : (output, found) => CompareText.Write(output, found, TerminalWidth.OfOutput);
        write(Console.Out, compared);
        foreach (CompareFailure failure in compared.Failures)
        {
            Console.Error.WriteLine(Escape.Line($"pollecho: {failure.Contender} could not be measured to the end: {failure.Reason}"));
        }
    }

    private static void WritePage(TextWriter output, Found found) => CompareHtml.Write(output, found.Result, top =>
    {
        if (found.Timeline is { Exchanges.Count: > 0 } timeline)
        {
            top.WriteLine("<h2>One exchange, call by call</h2>");
            TimelineHtml.WriteSection(top, timeline);
        }
    });

    /// <summary>What is written: the comparison, and an exchange of each contender if there is one.</summary>
    private sealed record Found(CompareResult Result, TimelineResult? Timeline);
}

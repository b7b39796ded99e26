using System.CommandLine;
using Pollecho.Output;
using Pollecho.Output.Charts;
using Pollecho.Output.Timeline;
using Pollecho.Timeline;

namespace Pollecho.Commands;

/// <summary>In which forms the timeline is drawn.</summary>
internal sealed class TimelineReports
{
    private readonly Option<bool> _json = new("--json") { Description = "Print the calls as one JSON object" };
    private readonly Option<bool> _mermaid = new("--mermaid") { Description = "Print Mermaid sequence diagrams, for Markdown" };
    private readonly ReportFiles<TimelineResult> _files = new(
        (Parsers.File("--html", "Write a page with all pictures on one time axis to this file as well"), TimelineHtml.Write, HtmlPage.Unfinished("pollecho timeline", "recording")),
        (Parsers.File("--svg", "Write them as one picture to this file as well"), TimelineSvg.Write, ChartPicture.Empty));

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(DocumentedCommand command)
    {
        command.Add(OptionGroups.Output, _json, _mermaid);
        _files.AddTo(command);
    }

    /// <summary>Before anything is recorded: what goes together, and whether the files can be written.</summary>
    /// <exception cref="CommandException">It does not, or they cannot.</exception>
    public void Check(ParseResult result)
    {
        ExclusiveOptions.Check(result, _json, _mermaid);
        _files.Check(result);
    }

    /// <summary>Writes the files, and prints what was recorded in the form asked for, also if a file fails.</summary>
    /// <exception cref="CommandException">A file cannot be written any more.</exception>
    public void Report(ParseResult result, TimelineResult recorded)
    {
        _files.WriteThenPrint(result, recorded, Print);
    }

    private void Print(ParseResult result, TimelineResult recorded)
    {
        if (result.GetValue(_json))
        {
            TimelineJson.Write(Console.Out, recorded);
        }
        else if (result.GetValue(_mermaid))
        {
            TimelineMermaid.Write(Console.Out, recorded);
        }
        else
        {
            TimelineText.Write(Console.Out, TextPage.OfStdout(), recorded);
        }
    }
}

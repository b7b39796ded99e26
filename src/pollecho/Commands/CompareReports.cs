using System.CommandLine;
using Pollecho.Compare;
using Pollecho.Output.Comparison;

namespace Pollecho.Commands;

/// <summary>In which forms the comparison reports.</summary>
internal sealed class CompareReports
{
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as one JSON object" };
    private readonly Option<bool> _csv = new("--csv") { Description = "Print the result as CSV, a row for each regime and strategy" };
    private readonly Option<bool> _markdown = new("--markdown") { Description = "Print the result as Markdown" };
    private readonly Option<string?> _html = Parsers.File("--html", "Write a page with charts to this file as well");

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(Command command)
    {
        Option[] all = [_json, _csv, _markdown, _html];
        Array.ForEach(all, command.Add);
    }

    /// <summary>Before the comparison begins: what goes together, and whether the file can be written.</summary>
    /// <exception cref="CommandException">It does not, or cannot.</exception>
    public void Check(ParseResult result)
    {
        if (new[] { _json, _csv, _markdown }.Count(option => result.GetValue(option)) > 1)
        {
            throw CommandException.Usage("--json, --csv and --markdown exclude one another; give one");
        }

        if (result.GetValue(_html) is { } file)
        {
            WriteHtml(file, ExitCode.Usage, writer => writer.WriteLine("<!DOCTYPE html><title>pollecho compare</title>The comparison has not ended yet."));
        }
    }

    /// <summary>Prints the result in the form asked for.</summary>
    public void Print(ParseResult result, CompareResult compared)
    {
        Action<TextWriter, CompareResult> write = result.GetValue(_json) ? CompareJson.Write
            : result.GetValue(_csv) ? CompareCsv.Write
            : result.GetValue(_markdown) ? CompareText.WriteMarkdown : CompareText.Write;
        write(Console.Out, compared);
    }

    /// <summary>Writes the page, if it was asked for.</summary>
    /// <exception cref="CommandException">It cannot be written any more.</exception>
    public void WritePage(ParseResult result, CompareResult compared)
    {
        if (result.GetValue(_html) is { } file)
        {
            WriteHtml(file, ExitCode.Failure, writer => CompareHtml.Write(writer, compared));
        }
    }

    private static void WriteHtml(string file, int exitCode, Action<TextWriter> write)
    {
        try
        {
            using var writer = new StreamWriter(file);
            write(writer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"--html '{file}' cannot be written: {e.Message}", exitCode);
        }
    }
}

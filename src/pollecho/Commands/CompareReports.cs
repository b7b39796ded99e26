using System.CommandLine;
using Pollecho.Compare;
using Pollecho.Output.Comparison;
using Pollecho.Platform;

namespace Pollecho.Commands;

/// <summary>In which forms the comparison reports.</summary>
internal sealed class CompareReports
{
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as one JSON object" };
    private readonly Option<bool> _csv = new("--csv") { Description = "Print the result as CSV, a row for each regime and strategy" };
    private readonly Option<bool> _markdown = new("--markdown") { Description = "Print the result as Markdown" };
    private readonly (Option<string?> Option, Action<TextWriter, CompareResult> Write, string Unfinished)[] _files =
    [
        (Parsers.File("--html", "Write a page with charts to this file as well"), CompareHtml.Write, "<!DOCTYPE html><title>pollecho compare</title>The comparison has not ended yet."),
        (Parsers.File("--svg", "Write a picture of CPU against delay to this file as well"), CompareSvg.Write, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ];

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(Command command)
    {
        Option[] all = [_json, _csv, _markdown, .. _files.Select(file => file.Option)];
        Array.ForEach(all, command.Add);
    }

    /// <summary>Before the comparison begins: what goes together, and whether the files can be written.</summary>
    /// <exception cref="CommandException">It does not, or they cannot.</exception>
    public void Check(ParseResult result)
    {
        if (new[] { _json, _csv, _markdown }.Count(option => result.GetValue(option)) > 1)
        {
            throw CommandException.Usage("--json, --csv and --markdown exclude one another; give one");
        }

        string[] files = [.. _files.Select(file => result.GetValue(file.Option)).OfType<string>().Select(Path.GetFullPath)];
        if (files.Distinct().Count() < files.Length)
        {
            throw CommandException.Usage($"--html and --svg name the same file '{files[0]}'; give each one of its own");
        }

        foreach ((Option<string?> option, _, string unfinished) in _files)
        {
            WriteFile(result, option, ExitCode.Usage, writer => writer.WriteLine(unfinished));
        }
    }

    /// <summary>Prints the result in the form asked for.</summary>
    public void Print(ParseResult result, CompareResult compared)
    {
        Action<TextWriter, CompareResult> write = result.GetValue(_json) ? CompareJson.Write
            : result.GetValue(_csv) ? CompareCsv.Write
            : result.GetValue(_markdown) ? CompareMarkdown.Write
            : (output, found) => CompareText.Write(output, found, TerminalWidth.OfOutput);
        write(Console.Out, compared);
    }

    /// <summary>Writes the files that were asked for, each also if another one fails.</summary>
    /// <exception cref="CommandException">One cannot be written any more.</exception>
    public void WriteFiles(ParseResult result, CompareResult compared)
    {
        CommandException? failure = null;
        foreach ((Option<string?> option, Action<TextWriter, CompareResult> write, _) in _files)
        {
            try
            {
                WriteFile(result, option, ExitCode.Failure, writer => write(writer, compared));
            }
            catch (CommandException e)
            {
                failure ??= e;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    private static void WriteFile(ParseResult result, Option<string?> option, int exitCode, Action<TextWriter> write)
    {
        if (result.GetValue(option) is not { } file)
        {
            return;
        }

        try
        {
            using var writer = new StreamWriter(file);
            write(writer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"{option.Name} '{file}' cannot be written: {e.Message}", exitCode);
        }
    }
}

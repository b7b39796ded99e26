using System.CommandLine;
using Pollecho.Platform;

namespace Pollecho.Commands;

/// <summary>Files that a result is written to besides what is printed: an option for each.</summary>
/// <param name="files">The option, how its file is written, and what is in it until then: something of its kind, so that nobody takes the result of another run for that of this one.</param>
internal sealed class ReportFiles<T>(params (Option<string?> Option, Action<TextWriter, T> Write, string Unfinished)[] files)
{
    private Option<string?>[] Options => Array.ConvertAll(files, file => file.Option);

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(DocumentedCommand command) => command.Add(OptionGroups.Output, Options);

    /// <summary>Before the work begins: whether the files can be written, and are different ones.</summary>
    /// <exception cref="CommandException">They cannot, or are not.</exception>
    public void Check(ParseResult result)
    {
        DifferentFiles.Check(result, Options);

        // All of them before the first is touched: its old content is not to be lost for another's sake.
        foreach ((Option<string?> option, _, _) in files)
        {
            Open(result, option, ExitCode.Usage, file => File.Open(file, FileMode.Append).Dispose());
        }

        foreach ((Option<string?> option, _, string unfinished) in files)
        {
            Write(result, option, ExitCode.Usage, writer => writer.WriteLine(unfinished));
        }
    }

    /// <summary>Writes the files that were asked for, then prints, also if a file fails: what is printed may find nobody to read it.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="found">What was found.</param>
    /// <param name="print">Prints it.</param>
    /// <exception cref="CommandException">A file cannot be written any more.</exception>
    public void WriteThenPrint(ParseResult result, T found, Action<ParseResult, T> print)
    {
        try
        {
            Write(result, found);
        }
        finally
        {
            print(result, found);
        }
    }

    /// <summary>Writes the files that were asked for, each also if another one fails.</summary>
    /// <exception cref="CommandException">One cannot be written any more.</exception>
    private void Write(ParseResult result, T found)
    {
        CommandException? failure = null;
        foreach ((Option<string?> option, Action<TextWriter, T> write, _) in files)
        {
            try
            {
                Write(result, option, ExitCode.Failure, writer => write(writer, found));
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

    private static void Write(ParseResult result, Option<string?> option, int exitCode, Action<TextWriter> write) => Open(result, option, exitCode, file =>
    {
        using var writer = new StreamWriter(file);
        write(writer);
    });

    private static void Open(ParseResult result, Option<string?> option, int exitCode, Action<string> open)
    {
        if (result.GetValue(option) is not { } file)
        {
            return;
        }

        try
        {
            open(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"{option.Name} '{file}' cannot be written: {FileFault.Of(file, e)}", exitCode);
        }
    }
}

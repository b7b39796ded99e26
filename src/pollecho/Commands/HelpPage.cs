using System.CommandLine;
using System.CommandLine.Invocation;
using Pollecho.Output;
using Pollecho.Platform;

namespace Pollecho.Commands;

/// <summary>What <c>--help</c> shows of a command: what it does, examples, and its options in their groups.</summary>
/// <param name="output">Where to.</param>
/// <param name="width">How many columns a line may have; null for as many as there are.</param>
internal sealed class HelpPage(TextWriter output, int? width)
{
    /// <summary>A description in fewer columns is read less easily than one below what it describes.</summary>
    private const int NarrowestDescription = 40;

    private const int ExamplesOfAll = 3;

    /// <summary>Writes all of it.</summary>
    public void Write(Command command)
    {
        foreach (string line in (command.Description ?? "").Split('\n'))
        {
            output.Write(line, width, indent: 0);
        }

        WriteExamples(command);
        output.WriteLine($"\nUsage: {Usage(command)}");
        Command[] commands = [.. command.Subcommands.Where(one => !one.Hidden)];
        WriteList("Commands", [.. commands.Select(one => (one.Name, (one.Description ?? "").Split('\n')[0]))]);
        WriteList("Arguments", [.. command.Arguments.Where(one => !one.Hidden).Select(one => (OptionText.Value(one, name => name), one.Description ?? ""))]);
        bool isGrouped = false;
        foreach ((string? heading, IEnumerable<Option> options) in DocumentedCommand.GroupsOf(command))
        {
            // The help option, which every command takes from the root.
            IEnumerable<Option> all = heading is null ? options.Concat(command.Parents.OfType<RootCommand>().SelectMany(root => root.Options.Where(option => option.Recursive))) : options;
            WriteList(heading ?? (isGrouped ? "Other" : "Options"), [.. all.Where(option => !option.Hidden).Select(option => (Term(option), option.Description ?? ""))]);
            isGrouped = true;
        }

        if (commands.Length > 0)
        {
            output.WriteLine($"\n{command.Name} COMMAND --help shows the options of a command.");
            output.WriteLine($"{command.Name} man prints the manual page.");
        }
    }

    /// <summary>Writes what somebody needs who gave no command: how one is given, and examples.</summary>
    public void WriteShort(Command root)
    {
        output.WriteLine($"Usage: {Usage(root)}");
        WriteExamples(root);
        output.WriteLine($"\n{root.Name} --help lists the commands.");
    }

    private static string Usage(Command command) => command is RootCommand
        ? $"{command.Name} COMMAND [options]"
        : $"pollecho {command.Name}{string.Concat(command.Arguments.Select(argument => " " + OptionText.Value(argument, name => name)))} [options]";

    private static string Term(Option option)
    {
        string names = string.Join(", ", OptionText.Names(option));
        return names + (OptionText.Value(option, name => $"<{name}>") is { } value ? $" {value}" : "");
    }

    /// <summary>The examples of a command; of all commands together the first of each.</summary>
    private void WriteExamples(Command command)
    {
        (string Line, string Purpose)[] examples = command is DocumentedCommand documented ? documented.Examples
            : [.. command.Subcommands.OfType<DocumentedCommand>().Select(one => one.Examples[0]).Take(ExamplesOfAll)];
        if (examples.Length > 0)
        {
            output.WriteLine("\nExamples:");
        }

        foreach ((string line, string purpose) in examples)
        {
            output.WriteLine($"  {line}");
            output.Write($"      {purpose}", width, indent: 6);
        }
    }

    private void WriteList(string heading, (string Term, string Description)[] entries)
    {
        if (entries.Length == 0)
        {
            return;
        }

        output.WriteLine($"\n{heading}:");
        int column = entries.Max(entry => entry.Term.Length) + 4;
        bool isBelow = width - column < NarrowestDescription;
        int indent = isBelow ? 8 : column;
        foreach ((string term, string description) in entries)
        {
            string start = $"  {term}";
            if (isBelow)
            {
                output.WriteLine(start);
                start = "";
            }

            // In a list, what goes on in the next line stands further in than what begins there.
            string[] lines = description.Split('\n');
            foreach (string line in lines)
            {
                output.Write(start.PadRight(indent) + line, width, indent: indent + (lines.Length > 1 ? 2 : 0));
                start = "";
            }
        }
    }

    /// <summary>Shows the page of the command that is asked about.</summary>
    internal sealed class Show : SynchronousCommandLineAction
    {
        /// <inheritdoc/>
        public override bool ClearsParseErrors => true;

        /// <inheritdoc/>
        public override int Invoke(ParseResult parseResult)
        {
            new HelpPage(Console.Out, TerminalWidth.OfOutput).Write(parseResult.CommandResult.Command);
            return ExitCode.Good;
        }
    }
}

using System.CommandLine;
using System.CommandLine.Completions;

namespace Pollecho.Commands;

/// <summary>
/// <c>pollecho complete</c>: what may stand at a place of a command line, asked by the scripts of
/// <see cref="CompletionCommand"/>; hidden, as nobody else needs it. The answers come from the command tree itself:
/// one a line, with a tab and its description behind it.
/// </summary>
/// <remarks>
/// The library's own <c>[suggest]</c> directive takes the word <c>--</c>, the one asked about most, for the end of the
/// options and has no answer to it; nor does it give descriptions.
/// </remarks>
internal static class CompleteCommand
{
    public static Command Create()
    {
        Argument<string[]> words = new("WORD") { Arity = ArgumentArity.ZeroOrMore };
        Option<int> at = new("--at");
        Command command = new("complete", "What may stand at a place of a command line.") { at, words };
        command.Hidden = true;
        command.SetAction(result =>
        {
            foreach (string line in Answers(result.RootCommandResult.Command, result.GetValue(words) ?? [], result.GetValue(at)))
            {
                Console.Out.WriteLine(line);
            }

            return ExitCode.Good;
        });
        return command;
    }

    /// <summary>What may stand in the place of the word at an index, or behind the last one.</summary>
    internal static IEnumerable<string> Answers(Command root, string[] words, int at)
    {
        string[] before = words[..Math.Clamp(at, 0, words.Length)];
        string word = at >= 0 && at < words.Length ? words[at] : "";

        // --option=value is one word here, and two to ask about.
        int sign = word.StartsWith("--", StringComparison.Ordinal) ? word.IndexOf('=', StringComparison.Ordinal) : -1;
        return Candidates(CommandLine.Parse(root, before), sign < 0 ? before.LastOrDefault("") : word[..sign])
            .Where(item => !IsShortName(item.Label))
            .Select(item => (Label: word[..(sign + 1)] + item.Label, item.Detail))
            .Where(item => item.Label.StartsWith(word, StringComparison.Ordinal))
            .Select(item => item.Detail is null ? item.Label : $"{item.Label}\t{item.Detail.Split('\n')[0].TrimEnd(':')}");
    }

    /// <summary>What may follow a word: the values of an option that takes one, else what the command still takes.</summary>
    private static IEnumerable<CompletionItem> Candidates(ParseResult before, string last)
    {
        Command command = before.CommandResult.Command;
        Option? asking = command.Options.FirstOrDefault(option =>
            option.Arity.MinimumNumberOfValues > 0 && (option.Name == last || option.Aliases.Contains(last)));
        if (asking is not null)
        {
            return asking.GetCompletions(CompletionContext.Empty);
        }

        string[] used = [.. command.Options
            .Where(option => option.Arity.MaximumNumberOfValues <= 1 && before.GetResult(option) is { Implicit: false })
            .Select(option => option.Name)];
        return command.GetCompletions(CompletionContext.Empty).Where(item => !used.Contains(item.Label));
    }

    /// <summary>Whether it is an option's other name, such as <c>-p</c> or <c>/?</c>: the long one is enough.</summary>
    private static bool IsShortName(string label) =>
        label.StartsWith('/') || (label.StartsWith('-') && !label.StartsWith("--", StringComparison.Ordinal));
}

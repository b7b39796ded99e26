using System.CommandLine;
using System.CommandLine.Parsing;

namespace Pollecho.Commands;

/// <summary>A word of the command line that nothing is called, and what may have been meant.</summary>
internal static class UnknownWord
{
    /// <summary>A part of a word this long says what is meant.</summary>
    private const int ShortestBeginning = 3;

    /// <summary>Which one it is; null if there is none, or another error comes first.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="fault">The option or argument that is at fault; null if none is.</param>
    public static string? In(ParseResult result, SymbolResult? fault) => fault is null
        ? (result.UnmatchedTokens.Count > 0 ? result.UnmatchedTokens[0] : null)
        : (fault as ArgumentResult)?.Tokens.Select(token => token.Value).FirstOrDefault(IsOption);

    /// <summary>What it is, in an error: <c>unknown option '--cuont'</c>.</summary>
    /// <param name="word">The word.</param>
    /// <param name="command">Where it stands.</param>
    public static string Describe(string word, Command command) =>
        (IsOption(word) ? "unknown option" : command.Subcommands.Count > 0 ? "unknown command" : "unexpected argument") + $" '{word}'";

    /// <summary>Whether a word is written like an option.</summary>
    public static bool IsOption(string word) => word.StartsWith('-');

    /// <summary>The option or command that comes nearest to it; null if none is near.</summary>
    /// <param name="word">The word.</param>
    /// <param name="command">Where it stands.</param>
    public static string? Nearest(string word, Command command)
    {
        if (!IsOption(word) && command.Subcommands.Count == 0)
        {
            return null;
        }

        // --option=value is one word here.
        string typed = Bare(word.Split('=')[0]);
        IEnumerable<string> names = command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name)
            .Concat(command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)))
                .Where(option => !option.Hidden).Select(option => option.Name));
        string? nearest = names.MinBy(name => Distance(typed, Bare(name)));
        return nearest is not null && Distance(typed, Bare(nearest)) <= Math.Max(1, typed.Length / 3) ? nearest : null;
    }

    /// <summary>A name without dashes and capital letters: <c>help</c> is near to <c>--help</c>.</summary>
    private static string Bare(string name) => name.TrimStart('-').ToLowerInvariant();

    /// <summary>
    /// How many letters have to be put in, left out, replaced, or exchanged with the next one (the optimal string alignment
    /// distance); of a word's beginning, one.
    /// </summary>
    private static int Distance(string typed, string name)
    {
        if (typed.Length >= ShortestBeginning && name.StartsWith(typed, StringComparison.Ordinal))
        {
            return typed.Length == name.Length ? 0 : 1;
        }

        int[,] distances = new int[typed.Length + 1, name.Length + 1];
        for (int i = 0; i <= typed.Length; i++)
        {
            for (int j = 0; j <= name.Length; j++)
            {
                distances[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1,
                    distances[i - 1, j - 1] + (typed[i - 1] == name[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && typed[i - 1] == name[j - 2] && typed[i - 2] == name[j - 1])
                {
                    distances[i, j] = Math.Min(distances[i, j], distances[i - 2, j - 2] + 1);
                }
            }
        }

        return distances[typed.Length, name.Length];
    }
}

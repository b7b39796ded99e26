using System.CommandLine;

namespace Pollecho.Commands;

/// <summary>How options and arguments are written where they are explained.</summary>
internal static class OptionText
{
    /// <summary>The names of an option as people type them, the short ones first: <c>-p</c>, <c>--port</c>, and not the help's <c>/?</c>.</summary>
    public static IEnumerable<string> Names(Option option) => option.Aliases.Where(alias => alias.StartsWith('-')).Append(option.Name).OrderBy(name => name.Length);

    /// <summary>What an option takes, in brackets where it may be left out; null if it takes nothing.</summary>
    /// <param name="option">Which.</param>
    /// <param name="name">Marks up the name of the value.</param>
    public static string? Value(Option option, Func<string, string> name) => option.HelpName is { } value ? Bracketed(name(value), option.Arity) : null;

    /// <summary>An argument, in brackets where it may be left out, and with dots where it may be given several times.</summary>
    /// <param name="argument">Which.</param>
    /// <param name="name">Marks up its name.</param>
    public static string Value(Argument argument, Func<string, string> name) => Bracketed(name(argument.Name), argument.Arity) + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");

    private static string Bracketed(string value, ArgumentArity arity) => arity.MinimumNumberOfValues == 0 ? $"[{value}]" : value;
}

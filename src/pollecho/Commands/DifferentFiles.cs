using System.CommandLine;

namespace Pollecho.Commands;

/// <summary>Files that are written, of which each is to be another: one would replace what the other wrote.</summary>
internal static class DifferentFiles
{
    /// <summary>Checks it, of those that were given.</summary>
    /// <exception cref="CommandException">Two options name the same file.</exception>
    public static void Check(ParseResult result, params Option<string?>[] options)
    {
        string[] names = [.. options.Select(result.GetValue).OfType<string>().Select(Path.GetFullPath)];
        if (names.Distinct().Count() < names.Length)
        {
            throw CommandException.Usage($"{string.Join(" and ", options.Select(option => option.Name))} name the same file '{names[0]}'; give each one of its own");
        }
    }
}

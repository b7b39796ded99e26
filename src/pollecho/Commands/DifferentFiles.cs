using System.CommandLine;

namespace Pollecho.Commands;

/// <summary>Files that are written, of which each is to be another: one would replace what the other wrote, or what is read.</summary>
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

    /// <summary>Checks that none of them is read.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="read">The files that are read, and directories of which the files that end in .json are.</param>
    /// <param name="options">The options that name a file to write.</param>
    /// <exception cref="CommandException">One is.</exception>
    public static void CheckUnread(ParseResult result, IEnumerable<string> read, IEnumerable<Option<string?>> options)
    {
        string[] inputs = [.. read.Select(Path.GetFullPath).Select(Path.TrimEndingDirectorySeparator)];
        foreach (Option<string?> option in options)
        {
            if (result.GetValue(option) is { } file && Path.GetFullPath(file) is var path
                && (inputs.Contains(path) || (path.EndsWith(".json", StringComparison.Ordinal) && inputs.Contains(Path.GetDirectoryName(path)))))
            {
                throw CommandException.Usage($"{option.Name} '{file}' would replace a file that is read; give it another name");
            }
        }
    }
}

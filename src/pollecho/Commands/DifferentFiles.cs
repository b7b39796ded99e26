using System.CommandLine;
using Pollecho.Platform;

namespace Pollecho.Commands;

/// <summary>Files that are written, of which each is to be another: one would replace what the other wrote, or what is read.</summary>
internal static class DifferentFiles
{
    /// <summary>Checks it, of those that were given.</summary>
    /// <exception cref="CommandException">Two options name the same file.</exception>
    public static void Check(ParseResult result, params Option<string?>[] options)
    {
        string[] names = [.. options.Select(result.GetValue).OfType<string>()];
        for (int i = 1; i < names.Length; i++)
        {
            if (Names(names[i], names.AsSpan(0, i)))
            {
                throw CommandException.Usage($"{string.Join(" and ", options.Select(option => option.Name))} name the same file '{Path.GetFullPath(names[0])}'; give each one of its own");
            }
        }
    }

    /// <summary>Checks that none of them is read.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="read">The files that are read, and directories of which the files that end in .json are.</param>
    /// <param name="options">The options that name a file to write.</param>
    /// <exception cref="CommandException">One is.</exception>
    public static void CheckUnread(ParseResult result, IEnumerable<string> read, IEnumerable<Option<string?>> options)
    {
        string[] inputs = [.. read];
        foreach (Option<string?> option in options)
        {
            if (result.GetValue(option) is { } file && (Names(file, inputs) || Array.Exists(inputs, input => IsReadIn(input, file))))
            {
                throw CommandException.Usage($"{option.Name} '{file}' would replace a file that is read; give it another name");
            }
        }
    }

    /// <summary>Whether a file is one of those in a directory that is read, or a link to one, or will be one of them.</summary>
    private static bool IsReadIn(string directory, string file)
    {
        if (!Directory.Exists(directory))
        {
            return false;
        }

        bool isNew = FileIdentity.Of(file).WillBeIn(FileIdentity.Of(directory), ".json");
        try
        {
            return isNew || Names(file, Directory.GetFiles(directory, "*.json"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whatever reads it says so.
            return isNew;
        }
    }

    /// <summary>Whether a path names the same file as one of others.</summary>
    private static bool Names(string path, ReadOnlySpan<string> others)
    {
        FileIdentity file = FileIdentity.Of(path);
        foreach (string other in others)
        {
            if (FileIdentity.Of(other).Equals(file))
            {
                return true;
            }
        }

        return false;
    }
}

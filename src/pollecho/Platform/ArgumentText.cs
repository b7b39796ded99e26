using System.Text;
using System.Text.Unicode;

namespace Pollecho.Platform;

/// <summary>Whether the process's arguments arrived as they were given.</summary>
/// <remarks>
/// On Unix .NET replaces bytes that are not UTF-8 with U+FFFD, and on Windows an argument may hold half of a surrogate
/// pair, which becomes U+FFFD when encoded: other bytes would be sent, or another file opened.
/// https://learn.microsoft.com/dotnet/standard/base-types/character-encoding#replacement-fallback
/// </remarks>
internal static class ArgumentText
{
    /// <summary>The first argument that differs from what was given; null if there is none.</summary>
    public static string? FirstAltered(string[] arguments) =>
        !arguments.Any(HasReplacement) ? null
        : OperatingSystem.IsWindows() ? Array.Find(arguments, HasHalfPair)
        : OperatingSystem.IsLinux() ? arguments.Zip(Given(arguments.Length), (argument, bytes) => Utf8.IsValid(bytes) ? null : argument).FirstOrDefault(altered => altered is not null)

        // What was given is not to be had here; and who means U+FFFD itself is rare.
        : Array.Find(arguments, HasReplacement);

    private static bool HasReplacement(string argument) => Replacements(argument) > 0;

    private static bool HasHalfPair(string argument) => Replacements(argument) > argument.Count(letter => letter == '\uFFFD');

    /// <summary>How many letters of an argument are U+FFFD, or half of a surrogate pair.</summary>
    private static int Replacements(string argument)
    {
        int count = 0;
        foreach (Rune rune in argument.EnumerateRunes())
        {
            count += rune == Rune.ReplacementChar ? 1 : 0;
        }

        return count;
    }

    /// <summary>The last arguments as bytes, each of which ends in a zero (proc_pid_cmdline(5)).</summary>
    private static IEnumerable<byte[]> Given(int count)
    {
        var arguments = new List<byte[]>();
        ReadOnlySpan<byte> all = File.ReadAllBytes("/proc/self/cmdline");
        while (all.IndexOf((byte)0) is var length and >= 0)
        {
            arguments.Add(all[..length].ToArray());
            all = all[(length + 1)..];
        }

        return arguments.TakeLast(count);
    }
}

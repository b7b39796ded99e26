using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The published native binary that the tests drive.</summary>
internal static class PollechoBinary
{
    private const string Variable = "POLLECHO_BINARY";

    /// <summary>Its absolute path.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable(Variable) ?? "";

    /// <summary>
    /// Skips a test of what starts the binary's own file again. Under an emulator a script stands in its place, and the
    /// file that the binary finds is one that this machine cannot run.
    /// </summary>
    public static void SkipUnlessItStartsItself()
    {
        using FileStream file = File.OpenRead(Path);
        Assert.SkipWhen(file.ReadByte() == '#' && file.ReadByte() == '!', "The binary runs under an emulator, and cannot start itself.");
    }

    /// <summary>Why there is no binary to test, and what to do; null if there is one.</summary>
    public static string? Missing()
    {
        if (Path.Length == 0)
        {
            return $"{Variable} is not set: give it the absolute path of the published pollecho, or run the build script's test verb";
        }

        bool found = System.IO.Path.IsPathFullyQualified(Path) && File.Exists(Path);
        return found ? null : $"{Variable} is '{Path}': it must be the absolute path of the published pollecho";
    }
}

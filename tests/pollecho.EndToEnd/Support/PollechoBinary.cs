namespace Pollecho.EndToEnd;

/// <summary>The published native binary that the tests drive.</summary>
internal static class PollechoBinary
{
    private const string Variable = "POLLECHO_BINARY";

    /// <summary>Its absolute path.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable(Variable) ?? "";

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

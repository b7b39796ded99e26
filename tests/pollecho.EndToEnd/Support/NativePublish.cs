using System.Diagnostics;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>
/// Publishes the native binary to artifacts/native/, once in a run of the tests. It takes a minute at first, and a few
/// seconds when the source has not changed: what is up to date, MSBuild decides.
/// </summary>
internal static class NativePublish
{
    private static readonly Lazy<(int ExitCode, string Output)> Run = new(Publish);

    private static string Folder => Path.Combine(ReadmeCommand.Root, "artifacts", "native");

    /// <summary>The absolute path of the binary; waits until it is published. Skips the test on a machine without a linker.</summary>
    /// <exception cref="InvalidOperationException">The publish failed for another reason.</exception>
    public static string Binary()
    {
        (int exitCode, string output) = Run.Value;

        // "Platform linker not found": the only failure that is not a fault of the source.
        Assert.SkipWhen(
            exitCode != 0 && output.Contains("Platform linker", StringComparison.Ordinal),
            "Native AOT needs a linker, and there is none; run the build script's verb demo, which says how to get one.");
        return exitCode == 0
            ? Path.Combine(Folder, OperatingSystem.IsWindows() ? "pollecho.exe" : "pollecho")
            : throw new InvalidOperationException($"the native binary cannot be published: {output}");
    }

    private static (int ExitCode, string Output) Publish()
    {
        // A build server that outlives the publish would hold the pipe open.
        var info = new ProcessStartInfo("dotnet", [
            "publish", "src/pollecho", "-c", "Release", "--use-current-runtime", "-o", Folder, "--disable-build-servers", "--nologo", "-v", "quiet"])
        {
            WorkingDirectory = ReadmeCommand.Root,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(info)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}

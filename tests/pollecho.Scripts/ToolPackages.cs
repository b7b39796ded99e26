using System.Runtime.InteropServices;

namespace Pollecho.Scripts;

/// <summary>The packages of the .NET tool for this system, made once for the tests of a class: of the static binary where there is one.</summary>
public sealed class ToolPackages : IDisposable
{
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("pollecho-");
    private bool _packed;

    /// <summary>This system, as packages name it.</summary>
    public static string Rid { get; } =
        (OperatingSystem.IsWindows() ? "win-" : OperatingSystem.IsMacOS() ? "osx-" : "linux-") + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

    /// <summary>The published binary; skips the test where there is none.</summary>
    public static string Binary
    {
        get
        {
            string? binary = Environment.GetEnvironmentVariable("POLLECHO_STATIC") ?? Environment.GetEnvironmentVariable("POLLECHO_BINARY");
            Assert.SkipUnless(File.Exists(binary), "POLLECHO_BINARY is not the path of a published pollecho.");
            return binary;
        }
    }

    /// <summary>The folder with the packages; makes them at first, as pack.sh and tool.sh do.</summary>
    public string Feed
    {
        get
        {
            string feed = Path.Combine(_scratch.FullName, "feed");
            if (!_packed)
            {
                string[] pack = ["pack", "src/pollecho", "-c", "Release", "-p:NoBuild=true", "-o", feed, "--nologo", "-v", "quiet"];
                Succeed(Dotnet([.. pack, "-r", Rid, $"-p:ToolBinary={Binary}"]));
                Succeed(Dotnet(pack));
                _packed = true;
            }

            return feed;
        }
    }

    /// <summary>Their version.</summary>
    public string Version =>
        Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(Feed, $"pollecho.{Rid}.*.nupkg")))[$"pollecho.{Rid}.".Length..];

    /// <summary>A folder in which what is installed stays apart from this machine's.</summary>
    public string Cache => Path.Combine(_scratch.FullName, "packages");

    /// <summary>Runs dotnet, without build servers: one that outlives the command would hold the pipe open that the test reads.</summary>
    public static (int ExitCode, string Output) Dotnet(IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Repository.Run("dotnet", arguments, [("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_NOLOGO", "1"), .. environment]);

    /// <summary>Fails the test, with what it printed, where a command failed.</summary>
    public static void Succeed((int ExitCode, string Output) run) => Assert.True(run.ExitCode == 0, run.Output);

    /// <inheritdoc/>
    public void Dispose() => _scratch.Delete(recursive: true);
}

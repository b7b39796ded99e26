using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Pollecho.Scripts;

/// <summary>The .NET tool: what its packages hold, that it is the published binary, and the order in which they are pushed.</summary>
public sealed partial class ToolTests(ToolPackages packages) : IClassFixture<ToolPackages>, IDisposable
{
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("pollecho-");

    /// <summary>A folder for packages that a test makes itself.</summary>
    private string Folder => _scratch.CreateSubdirectory("dist").FullName;

    public void Dispose() => _scratch.Delete(recursive: true);

    [Fact]
    public void The_installed_tool_is_the_published_binary()
    {
        string tools = Path.Combine(_scratch.FullName, "tools");

        ToolPackages.Succeed(ToolPackages.Dotnet(
            ["tool", "install", "pollecho", "--version", packages.Version, "--source", packages.Feed, "--tool-path", tools], ("NUGET_PACKAGES", packages.Cache)));

        string name = Path.GetFileName(ToolPackages.Binary);
        Assert.Equal(Repository.Run(ToolPackages.Binary, ["--version"]), Repository.Run(Path.Combine(tools, name), ["--version"]));
        string installed = Assert.Single(Directory.GetFiles(Path.Combine(tools, ".store"), name, SearchOption.AllDirectories));
        Assert.Equal(File.ReadAllBytes(ToolPackages.Binary), File.ReadAllBytes(installed));
    }

    [Fact]
    public void The_tool_runs_without_being_installed()
    {
        // What dnx does.
        (int ExitCode, string Output) run = ToolPackages.Dotnet(
            ["tool", "exec", $"pollecho@{packages.Version}", "--source", packages.Feed, "--yes", "--", "--version"], ("NUGET_PACKAGES", packages.Cache));

        Assert.Equal(Repository.Run(ToolPackages.Binary, ["--version"]), run);
    }

    [Fact]
    public void The_packages_hold_the_native_binary_and_nothing_that_runs_inside_dotnet()
    {
        string folder = $"tools/any/{ToolPackages.Rid}/";

        Assert.Equal(
            [folder + "DotnetToolSettings.xml", folder + Path.GetFileName(ToolPackages.Binary)],
            Files($"pollecho.{ToolPackages.Rid}.{packages.Version}.nupkg", out string settings));
        Assert.Contains("Runner=\"executable\"", settings, StringComparison.Ordinal);

        Assert.Equal(["tools/any/any/DotnetToolSettings.xml"], Files($"pollecho.{packages.Version}.nupkg", out settings));
        Assert.Equal(
            ["linux-arm64", "linux-x64", "osx-arm64", "osx-x64", "win-arm64", "win-x64"],
            Pointer().Matches(settings).Select(match => match.Groups["rid"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_package_that_points_at_the_others_is_left_out_while_one_of_them_is_missing()
    {
        OnLinux();
        MakePackages("linux-x64", "linux-arm64", "osx-x64", "osx-arm64", "win-x64");

        (int exitCode, string output) = Run("tool.sh", Folder, "1.2.3");

        Assert.Equal(0, exitCode);
        Assert.Contains("pollecho.1.2.3.nupkg is left out, for lack of pollecho.win-arm64.1.2.3.nupkg", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Folder, "pollecho.1.2.3.nupkg")));
    }

    [Fact]
    public void The_package_that_points_at_the_others_is_made_last_and_pushed_last()
    {
        OnLinux();
        string[] rids = ["linux-arm64", "linux-x64", "osx-arm64", "osx-x64", "win-arm64", "win-x64"];
        MakePackages(rids);
        ToolPackages.Succeed(Run("tool.sh", Folder, "1.2.3"));
        string source = _scratch.CreateSubdirectory("source").FullName;

        (int exitCode, string output) = Run("push.sh", Folder, "1.2.3", source);

        Assert.True(exitCode == 0, output);
        Assert.Equal(
            [.. rids.Select(rid => $"Pushing pollecho.{rid}.1.2.3.nupkg"), "Pushing pollecho.1.2.3.nupkg"],
            output.Split('\n').Where(line => line.StartsWith("Pushing ", StringComparison.Ordinal)).Select(line => line[..line.IndexOf(" to ", StringComparison.Ordinal)]));
        Assert.Equal(7, Directory.GetFiles(source, "*.nupkg", SearchOption.AllDirectories).Length);

        // A second push passes over what is there.
        ToolPackages.Succeed(Run("push.sh", Folder, "1.2.3", source));
    }

    [Fact]
    public void Nothing_is_pushed_without_the_package_that_points_at_the_others()
    {
        OnLinux();
        MakePackages("linux-x64");
        string source = _scratch.CreateSubdirectory("source").FullName;

        (int exitCode, string output) = Run("push.sh", Folder, "1.2.3", source);

        Assert.Equal((1, $"push.sh: there is no {Folder}/pollecho.1.2.3.nupkg; nothing was pushed\n"), (exitCode, output));
        Assert.Empty(Directory.GetFileSystemEntries(source));
    }

    private static void OnLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Releases are put together on Linux.");

    private static (int ExitCode, string Output) Run(string script, params string[] arguments) =>
        Repository.Run(".github/packaging/" + script, arguments, ("MSBUILDDISABLENODEREUSE", "1"));

    /// <summary>The files of a package that a tool consists of, and its settings.</summary>
    private string[] Files(string package, out string settings)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(packages.Feed, package));
        List<ZipArchiveEntry> tools = [.. archive.Entries.Where(entry => entry.FullName.StartsWith("tools/", StringComparison.Ordinal))];
        using var reader = new StreamReader(tools.Single(entry => entry.Name == "DotnetToolSettings.xml").Open());
        settings = reader.ReadToEnd();
        return [.. tools.Select(entry => entry.FullName).Order(StringComparer.Ordinal)];
    }

    /// <summary>Packages of systems, of version 1.2.3, with nothing in them.</summary>
    private void MakePackages(params string[] rids)
    {
        foreach (string rid in rids)
        {
            using ZipArchive archive = ZipFile.Open(Path.Combine(Folder, $"pollecho.{rid}.1.2.3.nupkg"), ZipArchiveMode.Create);
            using var writer = new StreamWriter(archive.CreateEntry($"pollecho.{rid}.nuspec").Open());
            writer.Write($"""
                <package>
                  <metadata>
                    <id>pollecho.{rid}</id>
                    <version>1.2.3</version>
                    <authors>nobody</authors>
                    <description>nothing</description>
                  </metadata>
                </package>
                """);
        }
    }

    [GeneratedRegex("RuntimeIdentifier=\"(?<rid>[^\"]+)\" Id=\"pollecho\\.\\k<rid>\"")]
    private static partial Regex Pointer();
}

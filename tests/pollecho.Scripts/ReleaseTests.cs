using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pollecho.Scripts;

/// <summary>
/// What .github/packaging/release.sh makes of a folder of archives, what install.sh does with that, and the notes.
/// </summary>
public sealed class ReleaseTests : IDisposable
{
    private static readonly string[] Rids = ["linux-x64", "linux-arm64", "osx-x64", "osx-arm64", "win-x64", "win-arm64"];
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("pollecho-");

    public ReleaseTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Releases are put together on Linux.");

    private string Folder => Path.Combine(_scratch.FullName, "dist");

    private string Prefix => Path.Combine(_scratch.FullName, "prefix");

    public void Dispose() => _scratch.Delete(recursive: true);

    [Fact]
    public void Every_asset_has_its_sum_and_every_manifest_the_sums_of_its_archives()
    {
        MakeArchives(Rids);

        Release(Rids);

        (string Sum, string File)[] sums = [.. File.ReadLines(In("SHA256SUMS")).Select(line => line.Split("  ")).Select(parts => (parts[0], parts[1]))];
        Assert.Equal(
            Directory.GetFiles(Folder).Select(Path.GetFileName).Where(name => name != "SHA256SUMS").Order(StringComparer.Ordinal),
            sums.Select(sum => sum.File));
        Assert.All(sums, sum => Assert.Equal(Sum(sum.File), sum.Sum));
        Assert.All(
            sums.Where(sum => !sum.File.StartsWith("pollecho-", StringComparison.Ordinal)),
            sum => Assert.DoesNotMatch("@[A-Z]", File.ReadAllText(In(sum.File))));

        string formula = File.ReadAllText(In("pollecho.rb"));
        Assert.All(Rids[..4], rid => Assert.Matches($@"pollecho-1\.2\.3-{rid}\.tar\.gz""\s+sha256 ""{Sum($"pollecho-1.2.3-{rid}.tar.gz")}""", formula));
        string winget = File.ReadAllText(In("pollecho.pollecho.installer.yaml"));
        Assert.All(Rids[4..], rid => Assert.Matches($@"{rid}\.zip\s+InstallerSha256: {Sum($"pollecho-1.2.3-{rid}.zip")}", winget));
        using JsonDocument scoop = JsonDocument.Parse(File.ReadAllText(In("pollecho.json")));
        Assert.Equal(
            Sum("pollecho-1.2.3-win-x64.zip"),
            scoop.RootElement.GetProperty("architecture").GetProperty("64bit").GetProperty("hash").GetString());
    }

    [Fact]
    public void An_archive_that_is_asked_for_and_missing_fails_the_release()
    {
        MakeArchives("linux-x64");

        (int exitCode, string output) = Repository.Run(".github/packaging/release.sh", [Folder, "1.2.3", "linux-x64", "osx-arm64"]);

        Assert.Equal(1, exitCode);
        Assert.Contains("there is no pollecho-1.2.3-osx-arm64.tar.gz", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_installer_puts_every_file_in_its_place()
    {
        MakeArchives("linux-x64", "linux-arm64");
        Release("linux-x64", "linux-arm64");

        (int exitCode, string output) = Install();

        Assert.True(exitCode == 0, output);
        Assert.Contains("installed pollecho 1.2.3", output, StringComparison.Ordinal);
        Assert.Equal(
            ["bin/pollecho", "share/bash-completion/completions/pollecho", "share/fish/vendor_completions.d/pollecho.fish", "share/man/man1/pollecho.1", "share/zsh/site-functions/_pollecho"],
            Directory.GetFiles(Prefix, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Prefix, file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_installer_changes_nothing_when_a_sum_is_wrong()
    {
        MakeArchives("linux-x64", "linux-arm64");
        Release("linux-x64", "linux-arm64");
        foreach (string archive in Directory.GetFiles(Folder, "*.tar.gz"))
        {
            File.AppendAllText(archive, "x");
        }

        (int exitCode, string output) = Install();

        Assert.Equal(1, exitCode);
        Assert.Matches(new Regex("install.sh: the SHA-256 sum of pollecho-1.2.3-linux-(x64|arm64).tar.gz is [0-9a-f]{64}, not [0-9a-f]{64}: nothing was installed"), output);
        Assert.False(Directory.Exists(Prefix));
    }

    [Fact]
    public void The_installer_changes_nothing_when_the_program_cannot_run()
    {
        MakeArchives("exec /nonexistent", ["linux-x64", "linux-arm64"]);
        Release("linux-x64", "linux-arm64");

        (int exitCode, string output) = Install();

        Assert.Equal(1, exitCode);
        Assert.Matches(
            new Regex(@"\Ainstall.sh: the program in pollecho-1.2.3-linux-(x64|arm64).tar.gz cannot run here \(.*/nonexistent.*\): nothing was installed; take pollecho-1.2.3-linux-(x64|arm64)-static.tar.gz, .*\n\z"),
            output);
        Assert.False(Directory.Exists(Prefix));
    }

    [Theory]
    [InlineData("x86_64", "linux-x64")]
    [InlineData("aarch64", "linux-arm64")]
    public void The_installer_takes_the_static_archive_where_the_C_library_is_musl(string machine, string rid)
    {
        MakeArchives("exit 1", [rid]);
        MakeArchives($"{rid}-static");
        Release(rid, $"{rid}-static");

        (int exitCode, string output) = InstallOnMusl(machine);

        Assert.True(exitCode == 0, output);
        Assert.Contains("installed pollecho 1.2.3", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Prefix, "bin/pollecho")));
    }

    [Fact]
    public void The_notes_are_what_the_changelog_says_of_the_version()
    {
        string changelog = Path.Combine(_scratch.FullName, "CHANGELOG.md");
        File.WriteAllText(changelog, """
            # Changelog

            ## Unreleased

            ## 1.2.3 - 2026-01-02

            - This.

            ### Fixed

            - That.

            ## [1.2.2] - 2026-01-01

            - Older.

            """);

        Assert.Equal((0, "- This.\n\n### Fixed\n\n- That.\n"), Notes("1.2.3"));
        Assert.Equal((0, "- Older.\n"), Notes("1.2.2"));
        Assert.All(
            ["1.2", "1.2.4", "Unreleased"],
            version => Assert.Equal(
                (1, $"notes.sh: {changelog} says nothing of {version}; move what is under \"Unreleased\" there to \"## {version}\"\n"),
                Notes(version)));

        (int ExitCode, string Output) Notes(string version) => Repository.Run(".github/packaging/notes.sh", [changelog, version]);
    }

    private static void Succeed((int ExitCode, string Output) run) => Assert.True(run.ExitCode == 0, run.Output);

    private string In(string file) => Path.Combine(Folder, file);

    private string Sum(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(In(file))));

    private void Release(params string[] rids) => Succeed(Repository.Run(".github/packaging/release.sh", [Folder, "1.2.3", .. rids]));

    private (int ExitCode, string Output) Install(params (string Name, string Value)[] environment)
    {
        Assert.SkipUnless(Repository.Find("curl") is not null, "There is no curl here, and wget does not read file: addresses.");
        return Repository.Run("sh", [In("install.sh")], [("PREFIX", Prefix), .. environment]);
    }

    /// <summary>The same where uname and ldd answer as they do with musl.</summary>
    private (int ExitCode, string Output) InstallOnMusl(string machine)
    {
        string folder = _scratch.CreateSubdirectory("musl").FullName;
        MakeScript(Path.Combine(folder, "uname"), $"if [ \"$1\" = -m ]; then echo {machine}; else echo Linux; fi");
        MakeScript(Path.Combine(folder, "ldd"), $"echo 'musl libc ({machine})' >&2; exit 1");
        string path = folder + ":" + Environment.GetEnvironmentVariable("PATH");
        return Install(("PATH", path));
    }

    private static void MakeScript(string path, string commands)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{commands}\n");
        Succeed(Repository.Run("chmod", ["+x", path]));
    }

    private void MakeArchives(params string[] rids) => MakeArchives("echo pollecho 1.2.3", rids);

    /// <summary>Archives of the shape of the real ones, with a script for the binary.</summary>
    private void MakeArchives(string commands, string[] rids)
    {
        Directory.CreateDirectory(Folder);
        foreach (string rid in rids)
        {
            string name = $"pollecho-1.2.3-{rid}";
            if (rid.StartsWith("win-", StringComparison.Ordinal))
            {
                File.WriteAllText(In(name + ".zip"), rid);
                continue;
            }

            string root = Path.Combine(_scratch.FullName, name);
            Directory.CreateDirectory(Path.Combine(root, "completions"));
            MakeScript(Path.Combine(root, "pollecho"), commands);
            foreach (string file in (string[])["pollecho.1", "completions/pollecho.bash", "completions/_pollecho", "completions/pollecho.fish"])
            {
                File.WriteAllText(Path.Combine(root, file), file);
            }

            Succeed(Repository.Run("tar", ["-czf", In(name + ".tar.gz"), "-C", _scratch.FullName, name]));
        }
    }
}

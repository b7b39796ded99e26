using System.Diagnostics;
using Pollecho.Platform;

namespace Pollecho.Tests.Platform;

/// <summary>Which paths name the same file.</summary>
public sealed class FileIdentityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pollecho-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_the_same_by_any_path()
    {
        Directory.CreateDirectory(At("real"));
        File.WriteAllText(At("real/file"), "");
        File.WriteAllText(At("real/other"), "");

        AssertSame("real/file", "real/./../real/file");
        AssertSame("real/new", "real/../real/new");
        AssertDifferent("real/file", "real/other", "real/new", "file");
    }

    [Fact]
    public void A_link_is_what_it_leads_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        Directory.CreateDirectory(At("real"));
        File.WriteAllText(At("real/file"), "");
        File.CreateSymbolicLink(At("link"), At("real/file"));
        Directory.CreateSymbolicLink(At("folder"), At("real"));
        using (Process hard = Process.Start("ln", [At("real/file"), At("hard")]))
        {
            hard.WaitForExit();
        }

        AssertSame("real/file", "link");
        AssertSame("real/file", "folder/file");
        AssertSame("real/file", "hard");
        AssertSame("real/new", "folder/new");
        AssertDifferent("real/file", "folder", "folder/new");
    }

    [Fact]
    public void Where_there_is_nothing_a_path_is_itself()
    {
        AssertDifferent("nowhere/file", "elsewhere/file");
        AssertSame("nowhere/file", "nowhere/./file");
    }

    [Fact]
    public void A_link_to_what_is_not_there_yet_is_that()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        Directory.CreateDirectory(At("real"));
        File.CreateSymbolicLink(At("link"), "real/new.json");

        AssertSame("link", "real/new.json");
        Assert.True(FileIdentity.Of(At("link")).WillBeIn(FileIdentity.Of(At("real")), ".json"));
        Assert.False(FileIdentity.Of(At("real/new.hdr")).WillBeIn(FileIdentity.Of(At("real")), ".json"));
        Assert.False(FileIdentity.Of(At("new.json")).WillBeIn(FileIdentity.Of(At("real")), ".json"));
    }

    [Fact]
    public void What_is_no_file_goes_by_its_path()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "it needs /dev/fd");

        // Two names of one device, to which both may write.
        File.CreateSymbolicLink(At("null"), "/dev/null");
        Assert.NotEqual(FileIdentity.Of("/dev/null"), FileIdentity.Of(At("null")));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void AssertSame(string one, string other) => Assert.Equal(FileIdentity.Of(At(one)), FileIdentity.Of(At(other)));

    private void AssertDifferent(params string[] names) => Assert.Equal(names.Length, names.Select(name => FileIdentity.Of(At(name))).Distinct().Count());
}

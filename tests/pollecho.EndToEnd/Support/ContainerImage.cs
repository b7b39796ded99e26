using System.Text;
using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>
/// The container image, as .github/packaging/image.sh makes it from two archives: made once for the tests of a class. The
/// binary of this machine stands in for that of the other architecture, which cannot run here.
/// </summary>
public sealed class ContainerImage : IDisposable
{
    private const string Version = "1.2.3";

    // Podman makes the image's name of the path, and wants that in lower case; that of its own state may have 50 characters.
    private readonly DirectoryInfo _scratch = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "pollecho-" + Path.GetRandomFileName()));
    private string? _layout;

    /// <summary>The static binary; skips the test where there is none.</summary>
    public static string Binary
    {
        get
        {
            string? binary = Environment.GetEnvironmentVariable("POLLECHO_STATIC");
            Assert.SkipUnless(File.Exists(binary), "POLLECHO_STATIC is not the path of a static binary; build.sh test makes one where lld is installed.");
            return binary;
        }
    }

    /// <summary>A folder for podman's images and containers.</summary>
    public string Storage => Path.Combine(_scratch.FullName, "storage");

    /// <summary>A folder for podman's state.</summary>
    public string State => Path.Combine(_scratch.FullName, "run");

    /// <summary>The folder that has the image, in the layout of https://github.com/opencontainers/image-spec; makes it at first.</summary>
    public string Layout => _layout ??= Make("layout");

    /// <summary>Makes the image once more, in a folder of that name.</summary>
    public string Make(string name)
    {
        Assert.SkipUnless(Tool.IsInstalled("buildah"), "There is no buildah here.");
        foreach (string rid in (string[])["linux-x64-static", "linux-arm64-static"])
        {
            string folder = _scratch.CreateSubdirectory($"pollecho-{Version}-{rid}").FullName;
            File.Copy(Binary, Path.Combine(folder, "pollecho"), overwrite: true);
            Finish(ChildProcess.Start("tar", ["-czf", folder + ".tar.gz", "-C", _scratch.FullName, Path.GetFileName(folder)]));
        }

        string layout = Path.Combine(_scratch.FullName, name);
        Finish(ChildProcess.Start(Path.Combine(ReadmeCommand.Root, ".github/packaging/image.sh"), [_scratch.FullName, Version, "oci:" + layout]));
        return layout;
    }

    /// <summary>The digest of the index, by which the whole image goes.</summary>
    public static string Digest(string layout) => First(Read(layout, "index.json"));

    /// <summary>For each architecture, its configuration and its only layer.</summary>
    public IEnumerable<(string Architecture, JsonElement Configuration, string Layer)> Images()
    {
        foreach (JsonElement entry in Read(Layout, Blob(Digest(Layout))).GetProperty("manifests").EnumerateArray())
        {
            JsonElement manifest = Read(Layout, Blob(entry.GetProperty("digest").GetString()!));
            yield return (
                entry.GetProperty("platform").GetProperty("architecture").GetString()!,
                Read(Layout, Blob(manifest.GetProperty("config").GetProperty("digest").GetString()!)),
                Path.Combine(Layout, Blob(Assert.Single(manifest.GetProperty("layers").EnumerateArray()).GetProperty("digest").GetString()!)));
        }
    }

    /// <summary>Waits for the good end of a process, and returns what it wrote to stdout.</summary>
    internal static string Finish(ChildProcess child)
    {
        (int exitCode, string output, string errors) = End(child);
        Assert.True(exitCode == 0, output + errors);
        return output;
    }

    /// <summary>Waits for the end of a process.</summary>
    internal static (int ExitCode, string Output, string Errors) End(ChildProcess child)
    {
        using (child)
        {
            var output = new CapturedOutput(child.Process.StandardOutput);
            var errors = new CapturedOutput(child.Process.StandardError);
            Assert.True(child.WaitForExit() && output.WaitForEnd() && errors.WaitForEnd(), $"It does not end. {output.Text}{errors.Text}");
            return (child.Process.ExitCode, output.Text, errors.Text);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Storage))
        {
            // Podman makes folders that their owner may not write to.
            Finish(ChildProcess.Start("chmod", ["-R", "u+w", Storage]));
        }

        _scratch.Delete(recursive: true);
    }

    private static string First(JsonElement index) => Assert.Single(index.GetProperty("manifests").EnumerateArray()).GetProperty("digest").GetString()!;

    private static string Blob(string digest) => Path.Combine("blobs", digest.Replace(':', '/'));

    private static JsonElement Read(string layout, string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(layout, file), Encoding.UTF8)).RootElement;
}

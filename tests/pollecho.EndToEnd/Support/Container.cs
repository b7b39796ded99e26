using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>
/// A container of the image, run by podman with nothing that it can do without: a read-only root, no capability, no new
/// privileges, no network but its own loopback.
/// </summary>
internal sealed class Container : IDisposable
{
    // Where the system allows less than podman asks for, the limits it would set are refused.
    private static readonly string[] Few = ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024", "--cgroups=disabled", "--network=none"];
    private static readonly string[] Bare = ["--read-only", "--read-only-tmpfs=false", "--cap-drop=all", "--security-opt=no-new-privileges"];

    private readonly ContainerImage _image;
    private readonly string _name;
    private readonly ChildProcess _run;

    private Container(ContainerImage image, string name, ChildProcess run)
    {
        _image = image;
        _name = name;
        _run = run;
        Output = new CapturedOutput(run.Process.StandardOutput);
        Errors = new CapturedOutput(run.Process.StandardError);
    }

    /// <summary>What is written to stdout in it.</summary>
    public CapturedOutput Output { get; }

    /// <summary>What is written to stderr in it, and what podman writes.</summary>
    public CapturedOutput Errors { get; }

    /// <summary>Starts the image's server and waits until it listens, or skips the test where containers cannot be run.</summary>
    /// <param name="image">The image.</param>
    /// <param name="options">More of podman's options.</param>
    /// <param name="arguments">The program's arguments instead of the image's.</param>
    public static Container Start(ContainerImage image, string[] options, params string[] arguments)
    {
        string layout = image.Layout;
        Assert.SkipUnless(Tool.IsInstalled("podman") && Tool.IsInstalled("crun"), "There is no podman here, or no crun.");
        (int exitCode, string id, string errors) = Podman(image, "pull", "-q", "oci:" + layout);
        SkipIfForbidden(errors);
        Assert.True(exitCode == 0, errors);

        string name = "pollecho-" + Guid.NewGuid().ToString("N");
        var container = new Container(image, name, StartPodman(image, ["run", "--rm", "--name", name, .. Few, .. Bare, .. options, id.Trim(), .. arguments]));
        if (container.Output.WaitForLine("^pollecho server: listening on ") is null)
        {
            container.Dispose();
            SkipIfForbidden(container.Errors.Text);
            Assert.Fail($"It does not listen. {container.Output.Text}{container.Errors.Text}");
        }

        return container;
    }

    /// <summary>Runs a program in it.</summary>
    public (int ExitCode, string Output, string Errors) Execute(params string[] command) => Podman(_image, ["exec", _name, .. command]);

    /// <summary>Runs its health check: 0 for healthy.</summary>
    public int CheckHealth() => Podman(_image, "healthcheck", "run", _name).ExitCode;

    /// <summary>What podman knows about it.</summary>
    /// <param name="format">Which of it, in the language of Go's templates.</param>
    public string Inspect(string format) => ContainerImage.Finish(StartPodman(_image, ["inspect", "--format", format, _name])).Trim();

    /// <summary>Sends SIGTERM to it, and returns its exit code. If it did not end within ten seconds, podman would kill it: 137.</summary>
    public int Stop()
    {
        ContainerImage.Finish(StartPodman(_image, ["stop", _name]));
        Assert.True(_run.WaitForExit() && Output.WaitForEnd(), $"It does not end. {Output.Text}{Errors.Text}");
        return _run.Process.ExitCode;
    }

    /// <summary>Takes it away, whether it runs or not.</summary>
    public void Dispose()
    {
        Podman(_image, "rm", "--force", "--ignore", "--time", "0", _name);
        _run.Dispose();
    }

    private static (int ExitCode, string Output, string Errors) Podman(ContainerImage image, params string[] arguments) =>
        ContainerImage.End(StartPodman(image, arguments));

    /// <summary>Starts podman with a storage of its own. Where the control groups are of version 1, it sees others of version 2: crun has to read them.</summary>
    private static ChildProcess StartPodman(ContainerImage image, string[] arguments)
    {
        string[] podman =
        [
            "podman", "--root", image.Storage, "--runroot", image.State, "--storage-driver", "vfs", "--runtime", "crun",
            "--cgroup-manager", "cgroupfs", "--events-backend", "none", .. arguments,
        ];
        return File.Exists("/sys/fs/cgroup/cgroup.controllers")
            ? ChildProcess.Start(podman[0], podman[1..])
            : ChildProcess.Start(
                "unshare", ["-m", "sh", "-c", "umount -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup && exec \"$0\" \"$@\"", .. podman]);
    }

    private static void SkipIfForbidden(string errors)
    {
        Match reason = Regex.Match(errors, "^(?!pollecho).*(not permitted|ermission denied|newuidmap).*$", RegexOptions.Multiline);
        Assert.SkipWhen(reason.Success, $"Containers cannot be run here: {reason.Value}");
    }
}

using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A run of the binary, as a user would start it from a script: stdout and stderr are captured, not terminals.</summary>
internal sealed class Pollecho : IDisposable
{
    private readonly ChildProcess _child;
    private readonly string _commandLine;

    private Pollecho(string[] arguments)
        : this($"pollecho {string.Join(' ', arguments)}", ChildProcess.Start(PollechoBinary.Path, arguments))
    {
    }

    private Pollecho(string commandLine, ChildProcess child)
    {
        _commandLine = commandLine;
        _child = child;
        _child.Process.StandardInput.Close();
        Output = new CapturedOutput(_child.Process.StandardOutput);
        Errors = new CapturedOutput(_child.Process.StandardError);
    }

    /// <summary>What it writes to stdout.</summary>
    public CapturedOutput Output { get; }

    /// <summary>What it writes to stderr.</summary>
    public CapturedOutput Errors { get; }

    /// <summary>The number of its process.</summary>
    public int Id => _child.Process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _child.Process.HasExited;

    /// <summary>What it exited with; to be asked after <see cref="WaitForExit"/>.</summary>
    public int ExitCode => _child.Process.ExitCode;

    /// <summary>Starts it.</summary>
    public static Pollecho Start(params string[] arguments) => new(arguments);

    /// <summary>Starts it from a shell that first does something, as <c>ulimit -n 64</c>; on Unix only.</summary>
    public static Pollecho StartAfter(string command, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no such shell on Windows.");
        return new($"{command}; pollecho {string.Join(' ', arguments)}", ChildProcess.Start(
            "sh", ["-c", $"{command} && exec \"$0\" \"$@\"", PollechoBinary.Path, .. arguments]));
    }

    /// <summary>Starts it in a network namespace.</summary>
    public static Pollecho StartIn(NetworkNamespace space, params string[] arguments) =>
        new($"pollecho {string.Join(' ', arguments)}", ChildProcess.Start("ip", ["netns", "exec", space.Name, PollechoBinary.Path, .. arguments]));

    /// <summary>
    /// Starts it with files, and perhaps a network, of its own, from a shell that first does something there; skips the
    /// test where that is not allowed.
    /// </summary>
    /// <param name="what">What is its own: <c>-m</c>, or <c>-mn</c> for the network too, in which only the loopback interface is up; see unshare(1).</param>
    /// <param name="command">What the shell does first; it finds the binary as <c>$0</c>.</param>
    /// <param name="arguments">The binary's arguments.</param>
    public static Pollecho StartApart(string what, string command, params string[] arguments)
    {
        SkipUnlessApart(what);
        string up = what.Contains('n', StringComparison.Ordinal) ? "ip link set lo up && " : "";
        return new($"{command}; pollecho {string.Join(' ', arguments)}", ChildProcess.Start(
            "unshare", [what, "sh", "-c", $"{up}{command} && exec \"$0\" \"$@\"", PollechoBinary.Path, .. arguments]));
    }

    /// <summary>Skips the test where unshare(1) may not do that.</summary>
    public static void SkipUnlessApart(string what)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Tool.IsInstalled("unshare") && Tool.IsInstalled("ip"), "needs unshare(1) and ip(8)");
        using ChildProcess trial = ChildProcess.Start("unshare", [what, "true"]);
        Assert.SkipUnless(trial.WaitForExit() && trial.Process.ExitCode == 0, $"unshare {what} is not allowed here");
    }

    /// <summary>Starts it and waits for its end.</summary>
    public static Pollecho Run(params string[] arguments)
    {
        var pollecho = new Pollecho(arguments);
        try
        {
            pollecho.WaitForExit();
            return pollecho;
        }
        catch
        {
            pollecho.Dispose();
            throw;
        }
    }

    /// <summary>Runs its client against a port of this machine, to the end.</summary>
    public static Pollecho RunClient(int port, params string[] arguments) => Run(["client", $"127.0.0.1:{port}", .. arguments]);

    /// <summary>Waits for a line on stdout that matches.</summary>
    /// <param name="pattern">The regular expression.</param>
    /// <param name="after">How many lines to pass over first.</param>
    public Match WaitForLine(string pattern, int after = 0)
    {
        Match? match = Output.WaitForLine(pattern, after);
        Assert.True(match is not null, $"No line of stdout matches \"{pattern}\". {this}");
        return match;
    }

    /// <summary>Waits for its end, and for the last of its output.</summary>
    public void WaitForExit() =>
        Assert.True(_child.WaitForExit() && Output.WaitForEnd() && Errors.WaitForEnd(), $"It does not end. {this}");

    /// <summary>Waits for its end for so long; false if it did not come.</summary>
    public bool EndsWithin(TimeSpan limit) => _child.Process.WaitForExit(limit);

    /// <summary>Does what Ctrl+C does.</summary>
    public void Interrupt() => _child.Signal(Signals.SIGINT);

    /// <summary>Asks it to end.</summary>
    public void Terminate() => _child.Signal(Signals.SIGTERM);

    /// <summary>Does what a terminal does that goes away.</summary>
    public void Hangup() => _child.Signal(Signals.SIGHUP);

    /// <summary>Ends it by force.</summary>
    public void Kill() => _child.Process.Kill();

    /// <summary>The command line, and the end of what it wrote: what a failed test has to show.</summary>
    public override string ToString() => $"{_commandLine}\nstdout: {Tail(Output.Text)}\nstderr: {Tail(Errors.Text)}";

    /// <summary>Ends it if it still runs.</summary>
    public void Dispose() => _child.Dispose();

    private static string Tail(string text) => text.Length <= 2000 ? text : "…" + text[^2000..];
}

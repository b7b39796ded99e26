using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A run of the binary, or of a shell, on a terminal, which script(1) of util-linux makes.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly ChildProcess _script;

    private Terminal(ChildProcess script)
    {
        _script = script;
        Screen = new CapturedOutput(script.Process.StandardOutput);
    }

    /// <summary>All that is written to the terminal.</summary>
    public CapturedOutput Screen { get; }

    /// <summary>Starts the binary, or skips the test on a system without such a script(1).</summary>
    /// <param name="term">The kind of terminal, as in TERM.</param>
    /// <param name="noColor">The value of NO_COLOR; null for not set.</param>
    /// <param name="arguments">The binary's arguments.</param>
    public static Terminal Start(string term, string? noColor, params string[] arguments) =>
        Run(string.Join(' ', arguments.Prepend(PollechoBinary.Path).Select(word => $"'{word}'")), ("TERM", term), ("NO_COLOR", noColor));

    /// <summary>Starts a shell that finds the binary as pollecho, or skips the test where there is none such.</summary>
    public static Terminal StartShell(string shell, string arguments)
    {
        Assert.SkipUnless(Tool.IsInstalled(shell), $"There is no {shell} here.");
        string folder = Path.GetDirectoryName(PollechoBinary.Path)!;
        return Run(
            $"{shell} {arguments}",
            ("TERM", "dumb"),
            ("PATH", $"{folder}:{Environment.GetEnvironmentVariable("PATH")}"),
            ("HISTFILE", "/dev/null"),
            ("fish_history", ""));
    }

    /// <summary>
    /// Starts the binary from a shell that passes the hang-up on, as a login shell does, outlives the terminal, and notes
    /// the binary's exit code in a file; or skips the test as above.
    /// </summary>
    /// <remarks>
    /// The system hangs up on the first shell only, which passes that on once. The second one waits for the binary and does
    /// nothing else, so that it has the right exit code whatever comes first: the hang-up, or an end by a failed write.
    /// </remarks>
    public static Terminal StartNoting(string file, string arguments)
    {
        string script = $"trap 'trap \"\" HUP; kill -HUP 0' HUP; (trap : HUP; '{PollechoBinary.Path}' {arguments}; echo $? >'{file}') & wait; wait";
        return Run($"sh -c \"$SCRIPT\"", ("TERM", "xterm"), ("NO_COLOR", null), ("SCRIPT", script));
    }

    private static Terminal Run(string command, params (string Name, string? Value)[] environment)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Tool.IsInstalled("script"), "There is no script(1) of util-linux here.");

        // exec: a shell that stayed, as dash may, would die of the same Ctrl+C and its exit code would be the one that is seen.
        return new Terminal(ChildProcess.Start("script", ["-qec", $"exec {command}", "/dev/null"], environment));
    }

    /// <summary>Waits for a text on the terminal.</summary>
    public void WaitForText(string text) => Assert.True(Screen.WaitForText(text), $"There is no \"{text}\" on the terminal: {Screen.Text}");

    /// <summary>Types keys.</summary>
    public void Type(string keys)
    {
        _script.Process.StandardInput.Write(keys);
        _script.Process.StandardInput.Flush();
    }

    /// <summary>Types Ctrl+C, which the terminal turns into SIGINT.</summary>
    public void PressCtrlC() => Type("\x03");

    /// <summary>Takes the terminal away, and nothing else.</summary>
    public void GoAway() => _script.Process.Kill();

    /// <summary>Waits for the binary's end.</summary>
    /// <returns>Its exit code.</returns>
    public int WaitForExit()
    {
        Assert.True(_script.WaitForExit() && Screen.WaitForEnd(), $"It does not end. On the terminal: {Screen.Text}");
        return _script.Process.ExitCode;
    }

    /// <summary>Takes the terminal away, which ends what runs on it.</summary>
    public void Dispose() => _script.Dispose();
}

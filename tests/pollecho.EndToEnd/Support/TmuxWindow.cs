using System.Globalization;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A terminal window whose size can be changed, and whose screen can be read: one of tmux(1), on a server of its own.</summary>
internal sealed class TmuxWindow : IDisposable
{
    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"pollecho-{Guid.NewGuid():N}");

    /// <summary>Starts a program in a window of 100 columns, or skips the test where there is no tmux.</summary>
    public TmuxWindow(params string[] command)
        : this(100, command)
    {
    }

    /// <summary>The same in a window of so many columns.</summary>
    public TmuxWindow(int columns, string[] command)
    {
        Assert.SkipUnless(!OperatingSystem.IsWindows() && Tool.IsInstalled("tmux"), "There is no tmux here.");
        Run(["-f", "/dev/null", "new-session", "-d", "-x", columns.ToString(CultureInfo.InvariantCulture), "-y", "20", .. command]);
    }

    /// <summary>What is on the screen and has left it, without empty lines; a line that is folded is one.</summary>
    public string[] Lines => [.. Run("capture-pane", "-p", "-J", "-S", "-").Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];

    /// <summary>Changes the width, and waits until the program has written since.</summary>
    public void Resize(int width)
    {
        Run("resize-window", "-x", width.ToString(CultureInfo.InvariantCulture), "-y", "20");
        string[] before = Lines;
        WaitFor(lines => !lines.SequenceEqual(before));
    }

    /// <summary>Waits until the screen is as it is to be.</summary>
    public void WaitFor(Func<string[], bool> isSo)
    {
        string[] lines = [];
        Assert.True(SpinWait.SpinUntil(() => isSo(lines = Lines), Patience.Limit), $"On the screen:\n{string.Join('\n', lines)}");
    }

    /// <summary>Takes the window away, which ends the program.</summary>
    public void Dispose()
    {
        Run("kill-server");
        File.Delete(_socket);
    }

    private string Run(params string[] arguments)
    {
        using ChildProcess tmux = ChildProcess.Start("tmux", ["-S", _socket, .. arguments]);
        string output = tmux.Process.StandardOutput.ReadToEnd();
        Assert.True(tmux.WaitForExit() && tmux.Process.ExitCode == 0, $"tmux {string.Join(' ', arguments)} failed: {tmux.Process.StandardError.ReadToEnd()}");
        return output;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A program that a test started, with its input and output in pipes. Disposing it ends it, and nothing else.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly ConcurrentDictionary<int, string> Started = new();

    private ChildProcess(Process process) => Process = process;

    /// <summary>The children that were started and not disposed: none, once every test has ended.</summary>
    public static IReadOnlyCollection<string> LeftBehind => [.. Started.Values];

    /// <summary>The process itself.</summary>
    public Process Process { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="file">Its path, or its name to be found on the path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set, or with null to remove.</param>
    public static ChildProcess Start(string file, IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        Signals.Heed();
        var info = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,

            // On Windows a console of its own, and no window for it: see ConsoleInterrupt.
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach ((string name, string? value) in environment)
        {
            info.Environment[name] = value;
        }

        Process process = Process.Start(info) ?? throw new InvalidOperationException($"{file} was not started");
        Started[process.Id] = $"{process.Id} {file} {string.Join(' ', info.ArgumentList)}";
        return new ChildProcess(process);
    }

    /// <summary>Sends a signal as kill(2) does. On Windows both ways of asking a process to end are Ctrl+C, and others skip the test.</summary>
    public void Signal(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && signal == Signals.SIGHUP, "Windows tells of a console that goes away in another way.");
        if (Process.HasExited)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            ConsoleInterrupt.Send(Process.Id);
        }
        else
        {
            Signals.Send(Process.Id, signal);
        }
    }

    /// <summary>Waits for the end; false if it did not come in time.</summary>
    public bool WaitForExit() => Process.WaitForExit(Patience.Limit);

    /// <summary>Ends it if it still runs, and waits until it is gone.</summary>
    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }

        if (WaitForExit())
        {
            Started.TryRemove(Process.Id, out _);
        }

        Process.Dispose();
    }
}

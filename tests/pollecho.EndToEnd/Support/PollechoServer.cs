using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A running <c>pollecho server</c>, on a free port of this machine unless one is asked for.</summary>
internal sealed class PollechoServer : IDisposable
{
    // The first line as text, or with --json as an object.
    private const string FirstLine = @"^(pollecho server: listening on |\{""event"":""listening"",""address"":"")(?<host>\S+?):(?<port>\d+)[,""]";

    private PollechoServer(Pollecho process)
    {
        Process = process;
        try
        {
            Port = PortIn(Process.WaitForLine(FirstLine).Value);
        }
        catch
        {
            Process.Dispose();
            throw;
        }
    }

    /// <summary>The process.</summary>
    public Pollecho Process { get; }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>The port that a server's first line names.</summary>
    public static int PortIn(string? firstLine)
    {
        Match match = Regex.Match(firstLine ?? "", FirstLine);
        Assert.True(match.Success, $"It does not listen: {firstLine}");
        return int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>Starts one on a free port and waits until it listens.</summary>
    public static PollechoServer Start(params string[] arguments) => StartOn(0, arguments);

    /// <summary>Starts one on that port and waits until it listens.</summary>
    public static PollechoServer StartOn(int port, params string[] arguments) =>
        new(Pollecho.Start(["server", "--port", port.ToString(CultureInfo.InvariantCulture), .. arguments]));

    /// <summary>Starts one on a free port from a shell that first does something, as <c>ulimit -n 64</c>; on Unix only.</summary>
    public static PollechoServer StartAfter(string command, params string[] arguments) =>
        new(Pollecho.StartAfter(command, ["server", "--port", "0", .. arguments]));

    /// <summary>Starts one on a free port of an address of a network namespace.</summary>
    public static PollechoServer StartIn(NetworkNamespace space, string address, params string[] arguments) =>
        new(Pollecho.StartIn(space, ["server", "--port", "0", "--bind", address, .. arguments]));

    /// <summary>Ends it by SIGTERM, sees that it did so well, and returns its last line.</summary>
    public string Stop()
    {
        Process.Terminate();
        return Stopped();
    }

    /// <summary>Waits for its end after a signal, sees that it was a good one, and returns its last line.</summary>
    public string Stopped()
    {
        Process.WaitForExit();
        Assert.True(Process.ExitCode == 0 && Process.Errors.Text.Length == 0, $"It ended with {Process.ExitCode}. {Process}");
        return Process.Output.Lines[^1];
    }

    /// <summary>Ends it if it still runs.</summary>
    public void Dispose() => Process.Dispose();
}

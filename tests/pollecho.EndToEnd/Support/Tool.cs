using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>
/// Another program as the client: what is written to its stdin goes to the server, what the server replies comes
/// out of its stdout. It is ended after a while, so that a wait for it cannot last for ever.
/// </summary>
internal sealed class Tool : IEchoPeer
{
    private readonly ChildProcess _child;
    private readonly Timer _watchdog;
    private readonly CapturedOutput _errors;

    private Tool(ChildProcess child)
    {
        _child = child;
        _errors = new CapturedOutput(child.Process.StandardError);
        _watchdog = new Timer(_ => child.Process.Kill(), null, Patience.Limit, Timeout.InfiniteTimeSpan);
    }

    private Stream Input => _child.Process.StandardInput.BaseStream;

    private Stream Output => _child.Process.StandardOutput.BaseStream;

    /// <summary>Starts a program, or skips the test on a machine without it.</summary>
    public static Tool Start(string name, params string[] arguments)
    {
        Assert.SkipUnless(IsInstalled(name), $"There is no {name} here.");
        return new Tool(ChildProcess.Start(name, arguments));
    }

    /// <summary>Whether a program of that name is on the path.</summary>
    public static bool IsInstalled(string name)
    {
        string file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Any(folder => File.Exists(Path.Combine(folder, file)));
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        Input.Write(bytes);
        Input.Flush();
    }

    /// <inheritdoc/>
    public byte[] Receive(int count)
    {
        byte[] received = new byte[count];
        int have = Output.ReadAtLeast(received, count, throwOnEndOfStream: false);
        Assert.True(have == count, $"It ended after {have} of {count} bytes. {_errors.Text}");
        return received;
    }

    /// <inheritdoc/>
    public byte[] Exchange(byte[] bytes)
    {
        var sender = new Thread(() => SendAll(bytes)) { IsBackground = true };
        sender.Start();
        byte[] received = ReceiveToEnd();
        Assert.True(sender.Join(Patience.Limit), "Not everything could be sent.");
        return received;
    }

    /// <summary>Reads all that comes, and sees that the program ended well.</summary>
    public byte[] ReceiveToEnd()
    {
        using var received = new MemoryStream();
        Output.CopyTo(received);
        Assert.True(_child.WaitForExit() && _child.Process.ExitCode == 0, $"It failed after {received.Length} bytes. {_errors.Text}");
        return received.ToArray();
    }

    /// <summary>Ends the program if it still runs.</summary>
    public void Dispose()
    {
        _watchdog.Dispose();
        _child.Dispose();
    }

    private void SendAll(byte[] bytes)
    {
        try
        {
            Input.Write(bytes);
            Input.Close();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The program has ended; what came out of it says the rest.
        }
    }
}

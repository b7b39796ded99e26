using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Pollecho.Measurement;

namespace Pollecho.Compare.Child;

/// <summary>
/// The parent's side of the comparison: this program as a server in a process of its own, so that its processor time can be told from the
/// client's. It ends when its stdin does, so that it cannot outlive this process, however that ends.
/// </summary>
internal sealed class ServerChild : IMeasuredServer, IDisposable
{
    private const int LastLines = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A connection that broke may be seen before the end of the process that it belonged to.</summary>
    private static readonly TimeSpan EndSoon = TimeSpan.FromMilliseconds(200);

    private readonly Process _process;
    private readonly Queue<string> _errors = new();
    private bool _isMute;

    /// <summary>Starts one, and waits until it listens.</summary>
    /// <exception cref="ServerDiedException">It cannot be started.</exception>
    public ServerChild(string program, string contender, Transport over = Transport.Tcp, bool record = false)
    {
        string[] options = [.. record ? [ChildProtocol.RecordOption] : Array.Empty<string>(), .. over == Transport.Unix ? [ChildProtocol.UnixOption] : Array.Empty<string>()];
        var info = new ProcessStartInfo(program, [ChildProtocol.CommandName, contender, .. options])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            _process = Process.Start(info) ?? throw new ServerDiedException("it could not be started");
        }
        catch (Win32Exception e)
        {
            throw new ServerDiedException($"it could not be started: {e.Message}");
        }

        try
        {
            _process.ErrorDataReceived += (_, line) => Remember(line.Data);
            _process.BeginErrorReadLine();
            EndPoint = ChildProtocol.ReadListening(ReadLine()) ?? throw new ServerDiedException("it did not say where it listens");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where it listens.</summary>
    public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.None, 0);

    /// <inheritdoc/>
    public WindowEdge Look() => new(
        Stopwatch.GetTimestamp(), Cpu(), Environment.CpuUsage.TotalTime, MachineIdle.Now, RunQueueWait.OfFirstThread(_process.Id), RunQueueWait.OfThisThread);

    /// <inheritdoc/>
    public ServerReading Read() => Request(ChildProtocol.Ask);

    /// <summary>From now on its calls are recorded.</summary>
    /// <exception cref="ServerDiedException">It has ended.</exception>
    public void BeginRecording() => Request(ChildProtocol.Record);

    /// <summary>Ends it, and reads what it has recorded.</summary>
    /// <exception cref="ServerDiedException">It had ended before.</exception>
    public ServerRecording EndRecording()
    {
        EndInput();
        return ServerRecording.Read(ReadLine) ?? throw new ServerDiedException("it sent a malformed recording");
    }

    private ServerReading Request(byte request)
    {
        try
        {
            _process.StandardInput.BaseStream.WriteByte(request);
            _process.StandardInput.BaseStream.Flush();
        }
        catch (IOException)
        {
            // It has ended; the answer that does not come says why.
        }

        return ServerReading.Parse(ReadLine()) ?? throw new ServerDiedException("it sent a malformed reply");
    }

    /// <summary>Waits until it has accepted the given number of connections in all.</summary>
    /// <param name="connections">How many.</param>
    /// <param name="nap">For how long it naps at most.</param>
    /// <exception cref="ServerDiedException">It has not in time.</exception>
    public void WaitUntilAccepted(long connections, TimeSpan nap = default)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (Read().Accepted >= connections)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) > Patience + nap)
            {
                throw new ServerDiedException("it does not accept its connections");
            }

            Thread.Sleep(1);
        }
    }

    /// <summary>Why it failed: its last words if it has ended, whatever was seen of that first.</summary>
    public string Explain(string reason) => _process.WaitForExit(EndSoon) ? LastWords() : reason;

    /// <summary>Ends it: by the end of its stdin, or else by force.</summary>
    public void Dispose()
    {
        EndInput();
        if (!_process.WaitForExit(Patience))
        {
            _process.Kill();
            _process.WaitForExit(Patience);
        }

        _process.Dispose();
        if (EndPoint is UnixDomainSocketEndPoint unix)
        {
            // It does that itself, unless it was killed.
            PrivateSocket.Remove(unix);
        }
    }

    private void EndInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }

    /// <summary>The processor time it has used so far; null if it is gone.</summary>
    private TimeSpan? Cpu()
    {
        try
        {
            return ProcessCpu.Of(_process);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string ReadLine()
    {
        // An answer that comes after all would be taken for that to the next question, so there is none.
        Task<string?>? line = _isMute ? null : _process.StandardOutput.ReadLineAsync();
        if (line is null || !line.Wait(Patience))
        {
            _isMute = true;
            throw new ServerDiedException($"it does not answer within {Patience.TotalSeconds} s");
        }

        return line.Result ?? throw new ServerDiedException(LastWords());
    }

    private string LastWords()
    {
        if (!_process.WaitForExit(Patience))
        {
            return "it closed its output";
        }

        // The wait without a limit is the one that also waits for the last of stderr, which has ended with the process.
        _process.WaitForExit();
        lock (_errors)
        {
            string code = string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {_process.ExitCode}");
            return _errors.Count == 0 ? code : $"{code}: {string.Join(" / ", _errors)}";
        }
    }

    private void Remember(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (_errors)
        {
            _errors.Enqueue(line.Trim());
            if (_errors.Count > LastLines)
            {
                _errors.Dequeue();
            }
        }
    }
}

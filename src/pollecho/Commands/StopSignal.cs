using System.Diagnostics;
using System.Runtime.InteropServices;
using Pollecho.Platform;

namespace Pollecho.Commands;

/// <summary>
/// Turns SIGINT (Ctrl+C, also on Windows), SIGTERM and SIGHUP (a terminal or console window that is closed) into a
/// cancellation; a second one ends the process at once. Must be created before any thread is started.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    /// <summary>One Ctrl+C may arrive twice, from the terminal and from a wrapper such as timeout(1).</summary>
    private static readonly TimeSpan SameSignal = TimeSpan.FromMilliseconds(200);

    /// <summary>Windows ends a process whose console is closed when the handler returns, and after five seconds anyway.</summary>
    private static readonly TimeSpan ConsoleClosePatience = TimeSpan.FromSeconds(5);

    private readonly ManualResetEventSlim _ended = new();
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations = [];
    private long _firstAt;

    /// <summary>Takes signals from now on.</summary>
    /// <exception cref="OutOfMemoryException">The system has no more threads.</exception>
    public StopSignal()
    {
        if (OperatingSystem.IsWindows())
        {
            _registrations = Array.ConvertAll(
                (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP], signal => PosixSignalRegistration.Create(signal, Take));
        }
        else
        {
            SignalThread.Start(Take);
        }
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>From now on a signal ends the process at once.</summary>
    public void Dispose()
    {
        _ended.Set();
        Interlocked.CompareExchange(ref _firstAt, 1, 0);

        // Not the source: a signal may be under way, on a thread of its own.
        Array.ForEach(_registrations, registration => registration.Dispose());
    }

    private void Take(PosixSignalContext context)
    {
        context.Cancel = IsStop();
        if (context.Cancel && context.Signal == PosixSignal.SIGHUP)
        {
            _ended.Wait(ConsoleClosePatience);
        }
    }

    private void Take(int number)
    {
        if (!IsStop())
        {
            SignalThread.EndBy(number);
        }
    }

    /// <summary>Whether a signal asks for the stop, or repeats the one that did; a later one has its usual effect.</summary>
    private bool IsStop()
    {
        if (Interlocked.CompareExchange(ref _firstAt, Stopwatch.GetTimestamp(), 0) == 0)
        {
            _source.Cancel();
            return true;
        }

        return Stopwatch.GetElapsedTime(_firstAt) < SameSignal;
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using Pollecho.Platform.Native;

namespace Pollecho.Commands;

/// <summary>
/// Turns SIGINT (Ctrl+C, also on Windows), SIGTERM and SIGHUP (a terminal or console window that is closed) into a
/// cancellation; the second one ends the process at once.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    /// <summary>One Ctrl+C may arrive twice, from the terminal and from a wrapper such as timeout(1).</summary>
    private static readonly TimeSpan SameSignal = TimeSpan.FromMilliseconds(200);

    /// <summary>Windows ends a process whose console is closed when the handler returns, and after five seconds anyway.</summary>
    private static readonly TimeSpan ConsoleClosePatience = TimeSpan.FromSeconds(5);

    private readonly ManualResetEventSlim _ended = new();
    private readonly CancellationTokenSource _source = new();
    private long _firstAt;
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignal() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _ended.Set();

        // Not the source: a signal may be under way, on a thread of its own.
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Stop(PosixSignalContext context)
    {
        if (Interlocked.CompareExchange(ref _firstAt, Stopwatch.GetTimestamp(), 0) == 0)
        {
            context.Cancel = true;
            _source.Cancel();
            if (OperatingSystem.IsWindows() && context.Signal == PosixSignal.SIGHUP)
            {
                _ended.Wait(ConsoleClosePatience);
            }

            return;
        }

        // Left uncancelled, a signal has its usual effect, which is none on the first process of a container or a system
        // (kill(2), NOTES).
        context.Cancel = Stopwatch.GetElapsedTime(_firstAt) < SameSignal;
        if (!context.Cancel && Environment.ProcessId == 1 && !OperatingSystem.IsWindows())
        {
            Posix._exit(128 + SignalNumber(context.Signal));
        }
    }

    private static int SignalNumber(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        _ => 15,
    };
}

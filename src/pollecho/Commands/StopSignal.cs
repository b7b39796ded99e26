using System.Diagnostics;
using System.Runtime.InteropServices;
using Pollecho.Platform;

namespace Pollecho.Commands;

/// <summary>
/// Turns SIGINT (Ctrl+C, also on Windows), SIGTERM and SIGHUP (a terminal or console window that is closed) into a
/// cancellation; a second one ends the process at once. May take SIGQUIT (Ctrl+\, on Windows Ctrl+Break) as a question. Must
/// be created before any thread is started.
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
    private volatile bool _wasTyped;
    private volatile Action? _asked;

    /// <summary>Takes signals from now on.</summary>
    /// <param name="heedsQuit">Whether SIGQUIT asks something; else it ends the process, as it does by default.</param>
    /// <exception cref="OutOfMemoryException">The system has no more threads.</exception>
    public StopSignal(bool heedsQuit = false)
    {
        PosixSignal[] quit = heedsQuit ? [PosixSignal.SIGQUIT] : [];
        if (OperatingSystem.IsWindows())
        {
            _registrations = Array.ConvertAll(
                (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, .. quit], signal => PosixSignalRegistration.Create(signal, Take));
        }
        else
        {
            SignalThread.Start(Take, heedsQuit);
        }
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether it was Ctrl+C that was typed, which a terminal shows as <c>^C</c>. Not on Windows, whose consoles do not show it.</summary>
    public bool WasTyped => _wasTyped;

    /// <summary>Called when SIGQUIT asks, on a thread of the system or of the signals, which it must not hold up.</summary>
    public Action? Asked { set => _asked = value; }

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
        if (context.Signal == PosixSignal.SIGQUIT)
        {
            context.Cancel = true;
            _asked?.Invoke();
            return;
        }

        context.Cancel = IsStop();
        if (context.Cancel && context.Signal == PosixSignal.SIGHUP)
        {
            _ended.Wait(ConsoleClosePatience);
        }
    }

    private void Take(int number)
    {
        if (number == SignalThread.Quit)
        {
            _asked?.Invoke();
            return;
        }

        // Before the stop is seen: what is printed because of it begins a line of its own.
        _wasTyped |= number == SignalThread.Interrupt;
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

using System.Diagnostics;
using Pollecho.Time;
using Pollecho.Waiting.Native;

namespace Pollecho.Waiting;

/// <summary>
/// Naps after each empty turn: the notebook's <c>time.sleep</c>. Little processor time, and up to a nap of delay for
/// every message that finds the loop asleep.
/// </summary>
/// <remarks>
/// The system decides how long a nap lasts: whole milliseconds, rounded up. On Windows an ordinary wait ends with a tick
/// of the clock, 15.6 ms apart, so naps are taken on a high-resolution timer there; a Windows older than 10 1803 has
/// none, and naps for up to 15.6 ms. <see cref="Naps"/> has what was measured.
/// </remarks>
internal sealed class SleepStrategy : TryAllStrategy
{
    // What the framework's timed wait for an event is: pthread_cond_timedwait(3), which is a futex(2) on Linux.
    private static readonly string CallName = OperatingSystem.IsLinux() ? "futex"
        : OperatingSystem.IsWindows() ? "WaitForMultipleObjects" : "pthread_cond_timedwait";

    private readonly ManualResetEventSlim _wakeUp = new(initialState: false, spinCount: 0);
    private readonly HighResolutionTimer? _timer;
    private readonly WaitHandle[] _ends = [];
    private readonly int _milliseconds;
    private long _naps;
    private long _ticks;

    /// <summary>A strategy that naps for <paramref name="nap"/>, rounded up to whole milliseconds.</summary>
    public SleepStrategy(TimeSpan nap)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(nap, TimeSpan.Zero);
        _milliseconds = (int)Math.Min(Math.Ceiling(nap.TotalMilliseconds), int.MaxValue);
        if (OperatingSystem.IsWindows() && HighResolutionTimer.TryCreate() is { } timer)
        {
            _timer = timer;
            _ends = [timer, _wakeUp.WaitHandle];
        }
    }

    /// <inheritdoc/>
    public override Naps? Naps => new(Volatile.Read(ref _naps), Volatile.Read(ref _ticks));

    /// <inheritdoc/>
    public override void Wake()
    {
        base.Wake();
        _wakeUp.Set();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Not the event: Wake may be called at any time, and the event's finalizer frees what it holds.
        _timer?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override string? Pause(long deadline, out bool hasPaused)
    {
        long start = Stopwatch.GetTimestamp();
        int milliseconds = Math.Min(_milliseconds, Deadline.MillisecondsUntil(deadline, start));
        hasPaused = milliseconds > 0;
        if (!hasPaused)
        {
            return null;
        }

        if (WokenWithin(milliseconds))
        {
            _wakeUp.Reset();
            return CallName;
        }

        _naps++;
        _ticks += Stopwatch.GetTimestamp() - start;
        return CallName;
    }

    private bool WokenWithin(int milliseconds)
    {
        if (!OperatingSystem.IsWindows() || _timer is null)
        {
            return _wakeUp.Wait(milliseconds);
        }

        _timer.Start(milliseconds);
        return WaitHandle.WaitAny(_ends) != 0;
    }
}

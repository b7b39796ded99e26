using System.Diagnostics;

namespace Pollecho.Waiting;

/// <summary>
/// Naps after each turn that found nothing: the notebook's <c>time.sleep</c>. Little processor time, and up
/// to a nap of delay for every message that finds the loop asleep.
/// </summary>
/// <remarks>
/// The system decides how long a nap lasts: whole milliseconds, rounded up, and on Windows usually up to
/// 15.6 ms, its timer's tick. <see cref="MeanNap"/> says what it was.
/// </remarks>
internal sealed class SleepStrategy : TryAllStrategy
{
    private readonly ManualResetEventSlim _wakeUp = new(initialState: false, spinCount: 0);
    private readonly int _milliseconds;
    private long _naps;
    private long _ticks;

    /// <summary>A strategy that naps for <paramref name="nap"/>, rounded up to whole milliseconds.</summary>
    public SleepStrategy(TimeSpan nap)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(nap, TimeSpan.Zero);
        _milliseconds = (int)Math.Min(Math.Ceiling(nap.TotalMilliseconds), int.MaxValue);
    }

    /// <inheritdoc/>
    public override string Name => $"sleep:{_milliseconds}ms";

    /// <summary>How long the naps lasted on average, as measured; zero before the first. May be read from any thread.</summary>
    public TimeSpan MeanNap
    {
        get
        {
            long naps = Volatile.Read(ref _naps);
            return naps == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(0, Volatile.Read(ref _ticks) / naps);
        }
    }

    /// <inheritdoc/>
    public override void Wake()
    {
        base.Wake();
        _wakeUp.Set();
    }

    /// <inheritdoc/>
    protected override bool Pause(long deadline)
    {
        long start = Stopwatch.GetTimestamp();
        int milliseconds = Math.Min(_milliseconds, Deadline.MillisecondsUntil(deadline, start));
        if (milliseconds == 0)
        {
            return false;
        }

        if (_wakeUp.Wait(milliseconds))
        {
            _wakeUp.Reset();
            return true;
        }

        _naps++;
        _ticks += Stopwatch.GetTimestamp() - start;
        return true;
    }

    // The event is not disposed: Wake may come at any time, and with no wait handle made it holds nothing.
}

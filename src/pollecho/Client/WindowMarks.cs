using System.Diagnostics;

namespace Pollecho.Client;

/// <summary>
/// When the measured window of a run started and ended, with the process's CPU time then. Each loop marks what it sees,
/// and the first mark counts. For any thread.
/// </summary>
/// <param name="loops">How many loops mark it.</param>
internal sealed class WindowMarks(int loops)
{
    private readonly Lock _lock = new();
    private Mark? _start;
    private Mark? _end;
    private Mark? _countEnd;
    private bool _startedReturned;
    private int _loopsEnded;
    private int _loopsEndedByCount;
    private long _lastLoopEnd;

    /// <summary>Called once when the window starts, on a loop's thread. What it throws ends that loop.</summary>
    public Action? Started { get; set; }

    /// <summary>Called once when the window has ended, after <see cref="Started"/> has returned.</summary>
    public Action? Ended { get; set; }

    /// <summary>How long the window was, and the CPU time of the process in it; zero if it did not start, or not end. To be read after the run.</summary>
    public (TimeSpan Elapsed, TimeSpan Cpu) Measured => _start is { } start && _end is { } end
        ? (Stopwatch.GetElapsedTime(start.At, end.At), end.Cpu - start.Cpu)
        : default;

    /// <summary>When it started, by the wall clock, and the processor time of this process then; zero before. From any thread.</summary>
    public (DateTimeOffset Time, TimeSpan Cpu) AtStart
    {
        get
        {
            lock (_lock)
            {
                return _start is { } start ? (start.Time, start.Cpu) : default;
            }
        }
    }

    /// <summary>When it started, by the wall clock; null if it did not. To be read after the run.</summary>
    public DateTimeOffset? StartedAt => _start?.Time;

    /// <summary>A loop has seen the window start.</summary>
    /// <param name="at">When it started, as Stopwatch counts.</param>
    public void MarkStart(long at)
    {
        lock (_lock)
        {
            if (_start is not null)
            {
                return;
            }

            _start = Mark.Now(at);
        }

        // Outside the lock, for a call may take as long as another process does. If the window ends meanwhile, it is for
        // this thread to call that too, so that the calls keep their order.
        Started?.Invoke();
        bool hasEnded;
        lock (_lock)
        {
            _startedReturned = true;
            hasEnded = _end is not null;
        }

        CallEnded(hasEnded);
    }

    /// <summary>A loop has seen the window end.</summary>
    /// <param name="at">When it ended, as Stopwatch counts.</param>
    public void MarkEnd(long at)
    {
        bool mayCall;
        lock (_lock)
        {
            mayCall = End(Mark.Now(at));
        }

        CallEnded(mayCall);
    }

    /// <summary>
    /// A loop has sent its count, or has got a reply since: if all loops end by count, the window ends with the last of these.
    /// </summary>
    /// <param name="now">The time, as Stopwatch counts.</param>
    public void MarkCountEnd(long now)
    {
        lock (_lock)
        {
            if (_countEnd is null || now > _countEnd.Value.At)
            {
                _countEnd = Mark.Now(now);
            }
        }
    }

    /// <summary>A loop has ended: with the last one the window ends, if it has not before.</summary>
    /// <param name="at">When its part of the window ended, as Stopwatch counts.</param>
    /// <param name="byCount">Whether it ended because it had sent its count.</param>
    public void MarkLoopEnd(long at, bool byCount)
    {
        bool mayCall = false;
        lock (_lock)
        {
            _loopsEndedByCount += byCount ? 1 : 0;
            _lastLoopEnd = Math.Max(_lastLoopEnd, at);
            if (++_loopsEnded == loops)
            {
                mayCall = End(_loopsEndedByCount == loops && _countEnd is { } last ? last : Mark.Now(_lastLoopEnd));
            }
        }

        CallEnded(mayCall);
    }

    /// <summary>Ends the window, unless it has ended or not started. Under the lock.</summary>
    /// <returns>Whether the caller is to call <see cref="Ended"/>.</returns>
    private bool End(Mark mark)
    {
        if (_start is null || _end is not null)
        {
            return false;
        }

        _end = mark;
        return _startedReturned;
    }

    private void CallEnded(bool mayCall)
    {
        if (mayCall)
        {
            Ended?.Invoke();
        }
    }

    private readonly record struct Mark(long At, DateTimeOffset Time, TimeSpan Cpu)
    {
        public static Mark Now(long at) => new(at, DateTimeOffset.UtcNow - Stopwatch.GetElapsedTime(at), Environment.CpuUsage.TotalTime);
    }
}

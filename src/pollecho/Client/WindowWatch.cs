using System.Diagnostics;
using Pollecho.Measurement;
using Pollecho.Time;

namespace Pollecho.Client;

/// <summary>
/// Notices on one thread that a bound of the measured window has passed, so that the turns, the stalls and the processor
/// time are those of the window.
/// </summary>
internal sealed class WindowWatch(MeasuredWindow window, WindowMarks marks, RunTally tally, StallWatch stalls)
{
    private bool _startSeen;
    private bool _endSeen;
    private RunQueueWait? _waitBefore;

    /// <summary>When to look next at the latest, so that a bound is seen on time; never, when both were seen.</summary>
    public long NextEdge => !_startSeen ? window.Start : !_endSeen ? window.End : Deadline.Never;

    /// <summary>Whether a bound has passed that was not seen yet.</summary>
    public bool IsEdge(long now) => now >= NextEdge;

    /// <summary>Whether there is nothing more to measure: the window has ended, by the clock, a count or a stop.</summary>
    public bool HasEnded => _endSeen;

    private bool IsSentAfter => window.SendUntil > window.End;

    /// <summary>Whether it is the first of them.</summary>
    public bool IsStart(long now) => !_startSeen && IsEdge(now);

    /// <summary>Looks whether a bound has passed.</summary>
    public void Look(long now)
    {
        if (!_startSeen && now >= window.Start)
        {
            _startSeen = true;
            tally.BeginTurns();
            stalls.Begin(window.Start);
            _waitBefore = RunQueueWait.OfThisThread;
            marks.MarkStart(window.Start);
        }

        if (!_endSeen && now >= window.End)
        {
            End();
            marks.MarkEnd(window.End);
            if (IsSentAfter)
            {
                CountStalls();
            }
        }
    }

    /// <summary>The run is stopped: the window ends here.</summary>
    public void Cut(long now)
    {
        Look(now);
        window.Cut(now);
        Look(now);
    }

    /// <summary>
    /// The measuring ends here: what still comes is waited for, and not measured. Where a count has ended it, a reply that
    /// comes later ends it again.
    /// </summary>
    public void End()
    {
        _endSeen = true;
        tally.EndTurns();
        tally.RunQueueWait = _waitBefore is { } before ? RunQueueWait.OfThisThread?.Since(before) : null;
    }

    /// <summary>
    /// The loop has ended. Stalls count up to here, as replies that were waited for after the window are of its messages; but where
    /// more was sent after it, up to its end.
    /// </summary>
    public void Finish(long now)
    {
        Look(now);
        if (_startSeen)
        {
            if (!_endSeen)
            {
                End();
            }

            if (!IsSentAfter)
            {
                CountStalls();
            }
        }
    }

    private void CountStalls()
    {
        tally.Stalled = Stopwatch.GetElapsedTime(0, stalls.Total);
        tally.LongestStall = Stopwatch.GetElapsedTime(0, stalls.Longest);
    }
}

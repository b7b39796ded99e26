using System.Diagnostics;
using Pollecho.Measurement;
using Pollecho.Time;

namespace Pollecho.Client;

/// <summary>
/// The measured window as one thread sees it: sets its bounds when the sending begins, and tells the run when each is
/// passed, so that the processor time and the turns are those of the window.
/// </summary>
internal sealed class MeasuredWindow(RunOptions options, ClientRun run, RunTally tally, StallWatch stalls)
{
    private bool _startSeen;
    private bool _endSeen;
    private RunQueueWait? _waitBefore;

    /// <summary>When to look next at the latest, so that a bound is seen on time; never, when both were seen.</summary>
    public long NextEdge => !_startSeen ? tally.WindowStart : !_endSeen ? tally.WindowEnd : Deadline.Never;

    /// <summary>The sending has begun.</summary>
    public void Begin(long startAt)
    {
        tally.WindowStart = Deadline.After(startAt, options.Warmup);
        tally.WindowEnd = options.Duration is null ? long.MaxValue : Deadline.After(tally.WindowStart, options.Duration.Value);
        if (options is { Rate: double rate, Count: long count })
        {
            // Each message has its share of the time: ten at a hundred a second take a tenth of one, the last one's included.
            // And a tick, for what rounding may take.
            double ticks = count / rate * Stopwatch.Frequency;
            tally.WindowEnd = Math.Min(tally.WindowEnd, ticks < long.MaxValue / 2 ? tally.WindowStart + (long)Math.Ceiling(ticks) + 1 : Deadline.Never);
        }
    }

    /// <summary>The run is stopped: the window ends here.</summary>
    public void Cut(long now)
    {
        Mark(now);
        tally.WindowEnd = Math.Min(tally.WindowEnd, Math.Max(now, tally.WindowStart));
        Mark(now);
    }

    /// <summary>Whether a bound was passed that was not seen yet.</summary>
    public bool IsEdge(long now) => now >= NextEdge;

    /// <summary>Looks whether a bound was passed.</summary>
    public void Mark(long now)
    {
        if (!_startSeen && now >= tally.WindowStart)
        {
            _startSeen = true;
            tally.BeginTurns();
            stalls.Begin(tally.WindowStart);
            _waitBefore = RunQueueWait.OfThisThread;
            run.MarkWindowStart(tally.WindowStart);
        }

        if (!_endSeen && now >= tally.WindowEnd)
        {
            End();
            run.MarkWindowEnd(tally.WindowEnd);
        }
    }

    /// <summary>The window ends here: what comes is waited for, and not measured. One that a count has ended is ended again by a reply that comes after.</summary>
    public void End()
    {
        _endSeen = true;
        tally.EndTurns();
        tally.RunQueueWait = _waitBefore is { } before ? RunQueueWait.OfThisThread?.Since(before) : null;
    }

    /// <summary>The loop has ended. A stall counts up to here: replies that were waited for after the window are of its messages.</summary>
    public void Finish()
    {
        if (_startSeen)
        {
            if (!_endSeen)
            {
                End();
            }

            tally.Stalled = Stopwatch.GetElapsedTime(0, stalls.Total);
            tally.LongestStall = Stopwatch.GetElapsedTime(0, stalls.Longest);
        }
    }
}

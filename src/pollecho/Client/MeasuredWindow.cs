using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>
/// The measured window as one thread sees it: sets its bounds when the sending begins, and tells the run when each is
/// passed, so that the processor time and the turns are those of the window.
/// </summary>
internal sealed class MeasuredWindow(LoadOptions options, LoadRun run, LoadTally tally)
{
    private bool _startSeen;
    private bool _endSeen;

    /// <summary>When to look next at the latest, so that a bound is seen on time; never, when both were seen.</summary>
    public long NextEdge => !_startSeen ? tally.WindowStart : !_endSeen ? tally.WindowEnd : Deadline.Never;

    /// <summary>The sending has begun.</summary>
    public void Begin(long startAt)
    {
        tally.WindowStart = Deadline.After(startAt, options.Warmup);
        tally.WindowEnd = options.Duration is null ? long.MaxValue : Deadline.After(tally.WindowStart, options.Duration.Value);
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
            run.MarkWindowStart(tally.WindowStart);
        }

        if (!_endSeen && now >= tally.WindowEnd)
        {
            _endSeen = true;
            tally.EndTurns();
            run.MarkWindowEnd(tally.WindowEnd);
        }
    }
}

namespace Pollecho.Output.Timeline;

/// <summary>One step of an exchange, as all pictures show it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Begin">When it began, in nanoseconds since the silence did; below 0 for a call that was under way.</param>
/// <param name="End">When it ended.</param>
/// <param name="Call">The system's name of the call.</param>
/// <param name="Answer">What the system answers.</param>
internal sealed record TimelineStep(StepKind Kind, double Begin, double End, string Call, string Answer)
{
    /// <summary>How many turns of this there were.</summary>
    public long Turns { get; init; } = 1;

    /// <summary>What else was done in those turns: <c>futex ×4</c>, and for a pause how long each was: <c> of 5.20 ms</c>.</summary>
    public IReadOnlyList<(string What, string Each)> Besides { get; init; } = [];

    /// <summary>That as text; empty if nothing.</summary>
    public string BesidesText => string.Join(", ", Besides.Select(call => call.What + call.Each));

    /// <summary>Whether it only lets time pass.</summary>
    public bool IsPause { get; init; }

    /// <summary>How long the thread was stopped in those turns together, in nanoseconds.</summary>
    public double Stopped { get; init; }

    /// <summary>Whether bytes are copied between the process and the system.</summary>
    public bool Copies { get; init; }

    /// <summary>When a call returned that had not ended yet, in nanoseconds since the silence began.</summary>
    public double PendingAt { get; init; }

    /// <summary>How long it took, in nanoseconds.</summary>
    public double Took => End - Begin;
}

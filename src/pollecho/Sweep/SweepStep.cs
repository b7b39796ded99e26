using Pollecho.Results;

namespace Pollecho.Sweep;

/// <summary>One rate, measured once.</summary>
/// <param name="Rate">Messages a second that were due.</param>
/// <param name="Phase">What it was for.</param>
/// <param name="Outcome">What it shows.</param>
/// <param name="Fault">Why it was not kept, or shows nothing.</param>
/// <param name="Result">What was found.</param>
internal sealed record SweepStep(double Rate, SweepPhase Phase, StepOutcome Outcome, StepFault Fault, RunResult Result)
{
    /// <summary>Whether the rate was kept.</summary>
    public bool IsKept => Outcome == StepOutcome.Kept;

    /// <summary>
    /// Whether the server went away or answered nothing, or connections failed: whatever was sent, a rate is not why.
    /// Timeouts beside replies may be.
    /// </summary>
    public bool IsBroken => Result.Connected == 0 || Result.Faults is { Lost: > 0 } or { Closed: > 0 } or { Reset: > 0 } or { Connects: > 0 }
        || (Result is { Replies: 0, Faults.TimedOut: > 0 });

    /// <summary>Whether bytes came that were no right reply.</summary>
    public bool HasWrongReplies => Result.Faults is { Wrong: > 0 } or { Repeated: > 0 } or { SurplusBytes: > 0 };
}

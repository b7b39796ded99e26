namespace Pollecho.Sweep;

/// <summary>What a sweep is about to do.</summary>
/// <param name="Step">The number of the step, from 1; 0 before the first, while the unloaded server is measured.</param>
/// <param name="Rate">The rate that is measured, in messages a second.</param>
/// <param name="Phase">What it is for.</param>
/// <param name="IsRecovering">Whether the server is given time to recover from the step.</param>
/// <param name="Left">The time until the end, as it went so far.</param>
/// <param name="IsAtLeast">Whether it may take longer, as it is not known how many steps there will be.</param>
internal sealed record SweepProgress(int Step, double Rate, SweepPhase Phase, bool IsRecovering, TimeSpan Left, bool IsAtLeast);

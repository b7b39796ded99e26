namespace Pollecho.Waiting;

/// <summary>
/// Spins, but offers the core to other threads after each empty turn: sched_yield(2) on Unix, SwitchToThread on Windows.
/// Kinder where cores are scarce; still a whole core when nobody else wants it.
/// </summary>
internal sealed class YieldStrategy : TryAllStrategy
{
    /// <inheritdoc/>
    protected override string? Pause(long deadline, out bool hasPaused)
    {
        hasPaused = false;
        Thread.Yield();
        return OperatingSystem.IsWindows() ? "SwitchToThread" : "sched_yield";
    }
}

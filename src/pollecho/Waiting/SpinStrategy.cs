namespace Pollecho.Waiting;

/// <summary>
/// Never waits: the notebook's own loop. The fastest answer for a few connections, at the price of a whole core, always;
/// every silent connection costs a receive a turn.
/// </summary>
internal sealed class SpinStrategy : TryAllStrategy
{
    /// <inheritdoc/>
    protected override string? Pause(long deadline, out bool hasPaused)
    {
        hasPaused = false;
        return null;
    }
}

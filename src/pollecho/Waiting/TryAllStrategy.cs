namespace Pollecho.Waiting;

/// <summary>
/// Strategies that do not ask the system: they report every socket on the lists, and the loop finds out by trying. A turn
/// costs a receive for each connection, silent or not.
/// </summary>
internal abstract class TryAllStrategy : ListStrategy
{
    /// <summary>
    /// The loop looks at the listener once in this many calls. A look costs as much as a receive, and connections arrive far
    /// less often than messages: looking on every turn cost a third of the throughput of one connection.
    /// </summary>
    private const int CallsBetweenAccepts = 16;

    private int _callsSinceAccept;
    private volatile bool _woken;

    /// <inheritdoc/>
    public sealed override Ready Wait(int work, long deadline)
    {
        bool paused = false;
        string? call = work == 0 && !_woken ? Pause(deadline, out paused) : null;
        Readable.CopyFrom(ReadList.Items);
        Writable.CopyFrom(WriteList.Items);
        return new Ready(TimeToAccept(paused), Readable.Items, Writable.Items) { Call = call };
    }

    /// <inheritdoc/>
    public override void Wake() => _woken = true;

    /// <inheritdoc/>
    public override void Dispose()
    {
        // There is nothing to dispose of.
    }

    /// <summary>Called after an empty turn.</summary>
    /// <param name="deadline">See <see cref="IWaitStrategy.Wait"/>.</param>
    /// <param name="hasPaused">Whether it let time pass, so that much may have changed.</param>
    /// <returns>The system's name of the call that it made; null if it made none.</returns>
    protected abstract string? Pause(long deadline, out bool hasPaused);

    private bool TimeToAccept(bool paused)
    {
        _callsSinceAccept += Readable.Count + Writable.Count;
        if (!paused && !_woken && _callsSinceAccept < CallsBetweenAccepts && Readable.Count + Writable.Count > 0)
        {
            return false;
        }

        _callsSinceAccept = 0;
        _woken = false;
        return true;
    }
}

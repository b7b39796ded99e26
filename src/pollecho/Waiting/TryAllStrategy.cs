namespace Pollecho.Waiting;

/// <summary>
/// The strategies that ask nobody: every socket on the lists is reported, and the loop finds out by trying.
/// A turn costs one receive a connection, also for those that are silent.
/// </summary>
internal abstract class TryAllStrategy : ListStrategy
{
    /// <summary>
    /// The listener is looked at once in so many calls. A look costs as much as a receive, and connections
    /// arrive far less often than messages: asking every turn cost a third of the throughput of one connection.
    /// </summary>
    private const int CallsBetweenAccepts = 16;

    private int _callsSinceAccept;
    private volatile bool _woken;

    /// <inheritdoc/>
    public sealed override Ready Wait(int work, long deadline)
    {
        bool paused = work == 0 && !_woken && Pause(deadline);
        Readable.CopyFrom(ReadList.Items);
        Writable.CopyFrom(WriteList.Items);
        return new Ready(TimeToAccept(paused), Readable.Items, Writable.Items);
    }

    /// <inheritdoc/>
    public override void Wake() => _woken = true;

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Holds nothing of the system.
    }

    /// <summary>What to do after a turn that found nothing.</summary>
    /// <param name="deadline">See <see cref="IWaitStrategy.Wait"/>.</param>
    /// <returns>Whether time was let pass, so that much may have changed.</returns>
    protected abstract bool Pause(long deadline);

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

namespace Pollecho.Waiting;

/// <summary>
/// What the strategies have in common that keep their own read list and write list, as the notebook's loop
/// does. (A strategy whose lists live in the system, as with epoll, has no use for it.)
/// </summary>
internal abstract class ListStrategy : IWaitStrategy
{
    /// <summary>Sockets being read.</summary>
    private protected PollList ReadList { get; } = new(Interest.Read);

    /// <summary>Sockets with bytes to send, or connecting.</summary>
    private protected PollList WriteList { get; } = new(Interest.Write);

    /// <summary>The listener, if there is one.</summary>
    private protected Pollable? Listener { get; private set; }

    /// <summary>The readable sockets of this turn.</summary>
    private protected ReadyBuffer Readable { get; } = new();

    /// <summary>The writable sockets of this turn.</summary>
    private protected ReadyBuffer Writable { get; } = new();

    /// <inheritdoc/>
    public virtual void Watch(Pollable pollable, Interest interest)
    {
        pollable.Interest = interest;
        if ((interest & Interest.Accept) != 0)
        {
            Listener = pollable;
            return;
        }

        ReadList.Set(pollable, interest);
        WriteList.Set(pollable, interest);
    }

    /// <inheritdoc/>
    public virtual void Unwatch(Pollable pollable)
    {
        if (pollable == Listener)
        {
            Listener = null;
        }

        pollable.Interest = Interest.None;
        ReadList.Set(pollable, Interest.None);
        WriteList.Set(pollable, Interest.None);
    }

    /// <inheritdoc/>
    public abstract Ready Wait(int work, long deadline);

    /// <inheritdoc/>
    public virtual Naps? Naps => null;

    /// <inheritdoc/>
    public abstract void Wake();

    /// <inheritdoc/>
    public abstract void Dispose();
}

namespace Pollecho.Waiting;

/// <summary>
/// How a poll loop waits for its sockets. Either it asks the system which are ready (select, epoll, kqueue, afd), or it
/// reports every watched socket and leaves it to the loop to try each (spin, yield, sleep).
/// </summary>
/// <remarks>
/// All members but <see cref="Wake"/> and <see cref="Naps"/> belong to the loop's thread. Level-triggered: everything ready is
/// reported at once, and reported again until it is used. <see cref="Wait"/> allocates nothing once the lists have grown to
/// size. Modelled on Agrona's idle strategies and the back ends of redis' ae.
/// </remarks>
internal interface IWaitStrategy : IDisposable
{
    /// <summary>How long its naps lasted; null if it does not nap. May be read from any thread.</summary>
    Naps? Naps => null;

    /// <summary>Sets what a socket is watched for, at least one thing; the first call makes it known.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The system cannot watch one more; the socket stays unknown.</exception>
    void Watch(Pollable pollable, Interest interest);

    /// <summary>
    /// Forgets a socket. Call this before closing it: one that was closed first may still be reported until then, but harms
    /// no other.
    /// </summary>
    void Unwatch(Pollable pollable);

    /// <summary>
    /// Waits in the strategy's way, and returns what may be ready, perhaps nothing.
    /// </summary>
    /// <param name="work">
    /// How many calls of the last turn did something: a strategy that naps does so only after a turn that did nothing.
    /// </param>
    /// <param name="deadline">
    /// When to return at the latest, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> counts;
    /// <see cref="Time.Deadline.Never"/> for never. Rounded up to what the system can do.
    /// </param>
    Ready Wait(int work, long deadline);

    /// <summary>
    /// Makes the wait under way, or else the next, return at once with <see cref="Ready.Accept"/> set.
    /// May be called from any thread, also after <see cref="IDisposable.Dispose"/>.
    /// </summary>
    void Wake();
}

using System.Diagnostics;
using Pollecho.Time;

namespace Pollecho.Client;

/// <summary>
/// Where the threads of a run wait for one another, and for the time at which it is to start: it opens when each of them has
/// tried all its connections and that time has come. For any thread.
/// </summary>
/// <param name="loops">How many threads there are.</param>
/// <param name="opened">Called when it is settled when it opens, to wake those that wait.</param>
/// <param name="startAt">When the sending is to start, by the wall clock; null for at once.</param>
internal sealed class StartGate(int loops, Action opened, DateTimeOffset? startAt = null)
{
    /// <summary>How long before the start its moment is settled. Until then the wall clock may be set, and be right afterwards.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    private int _arrived;
    private volatile bool _hasConnections;
    private long _arrivedAt;
    private long _openedAt;

    /// <summary>When it opens or has opened, as Stopwatch counts: from then on messages are sent; 0 before that is settled.</summary>
    public long OpenedAt => Volatile.Read(ref _openedAt);

    /// <summary>When the last thread had tried its connections; 0 before.</summary>
    public long ArrivedAt => Volatile.Read(ref _arrivedAt);

    /// <summary>How long after the start it opened, as connections were not open in time or the process was held up; null where none was asked for.</summary>
    public TimeSpan? Late { get; private set; }

    /// <summary>A thread has tried its connections; each thread calls this once.</summary>
    /// <param name="hasConnections">Whether any of them came about, or may yet: without any in all threads nothing is waited for.</param>
    public void Arrive(bool hasConnections)
    {
        _hasConnections |= hasConnections;
        if (Interlocked.Increment(ref _arrived) == loops)
        {
            Volatile.Write(ref _arrivedAt, Stopwatch.GetTimestamp());
            Look();
        }
    }

    /// <summary>Settles when it opens, if that can be done now. Waiting threads call this now and then, several times in <see cref="Soon"/>.</summary>
    public void Look()
    {
        if (ArrivedAt == 0 || OpenedAt != 0)
        {
            return;
        }

        bool waits = startAt is not null && _hasConnections;
        TimeSpan left = waits ? startAt!.Value - DateTimeOffset.UtcNow : TimeSpan.Zero;
        TimeSpan wait = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        if (left <= Soon && Interlocked.CompareExchange(ref _openedAt, Deadline.After(Stopwatch.GetTimestamp(), wait), 0) == 0)
        {
            Late = waits ? wait - left : null;
            opened();
        }
    }
}

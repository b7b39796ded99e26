using System.Diagnostics;

namespace Pollecho.Client;

/// <summary>Where the threads of a run wait for one another: it opens when each of them has tried all its connections. For any thread.</summary>
/// <param name="loops">How many threads there are.</param>
/// <param name="opened">Called when it has opened, on the thread that came last, to wake those that wait.</param>
internal sealed class StartGate(int loops, Action opened)
{
    private int _arrived;
    private long _openedAt;

    /// <summary>When it opened, as Stopwatch counts: from then on messages are sent; 0 before.</summary>
    public long OpenedAt => Volatile.Read(ref _openedAt);

    /// <summary>A thread has tried its connections; each thread calls this once.</summary>
    public void Arrive()
    {
        if (Interlocked.Increment(ref _arrived) == loops)
        {
            Volatile.Write(ref _openedAt, Stopwatch.GetTimestamp());
            opened();
        }
    }
}

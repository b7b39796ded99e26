using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Tests.Waiting;

/// <summary>How long a wait lasts, and what ends it before its time.</summary>
public abstract partial class WaitStrategyContract
{
    [Fact]
    public void A_wait_ends_at_its_deadline()
    {
        (Peer peer, _) = Pair();
        _wait.Watch(peer, Interest.Read);
        long deadline = Deadline.After(Stopwatch.GetTimestamp(), TimeSpan.FromMilliseconds(30));

        // Ends at all: none but the deadline ends this wait. And where the strategy blocks, in a call, or in a few should
        // the system's timer be early.
        int calls = 0;
        do
        {
            _wait.Wait(0, deadline);
            calls++;
        }
        while (Stopwatch.GetTimestamp() < deadline);

        Assert.True(!AsksTheSystem || calls <= 3, $"{calls} calls");
    }

    [Fact]
    public void A_deadline_in_the_past_makes_it_a_look()
    {
        (Peer peer, Socket other) = Pair();
        _wait.Watch(peer, Interest.Read);
        _wait.Wait(0, Deadline.Now);
        other.Send("x"u8);

        Patience.Until(() => _wait.Wait(0, Deadline.Now).Readable.Contains(peer));
    }

    [Fact]
    public void A_wake_ends_a_wait_whenever_it_comes_and_asks_to_accept()
    {
        (Peer peer, _) = Pair();
        _wait.Watch(peer, Interest.Read);
        for (int i = 0; i < 200; i++)
        {
            // From another thread, which is all that a strategy allows one: the waits are this one's. The first wakes come
            // before the wait or as it begins, the last long after, while it is blocked if it blocks at all.
            int delay = i * i / 2;
            long deadline = Deadline.After(Stopwatch.GetTimestamp(), Patience.Limit);
            Beside(
                () =>
                {
                    Thread.SpinWait(delay);
                    _wait.Wake();
                },
                () => Patience.Until(() => _wait.Wait(0, deadline).Accept));
        }
    }

    [Fact]
    public void A_wake_before_the_wait_is_not_lost()
    {
        _wait.Wake();
        _wait.Wake();

        Assert.True(_wait.Wait(0, Deadline.Never).Accept);
    }

    [Fact]
    public void A_wake_after_a_wait_that_found_something_ends_the_next_and_no_more()
    {
        (Peer peer, Socket other) = Pair();
        _wait.Watch(peer, Interest.Read);
        other.Send("x"u8);
        Await(Interest.Read, peer);

        _wait.Wake();

        Patience.Until(() => _wait.Wait(0, Deadline.Now) is var ready && ready.Accept && ready.Readable.Contains(peer));
        Assert.False(AsksTheSystem && _wait.Wait(0, Deadline.Now).Accept);
    }

    [Fact]
    public void A_wake_may_come_while_it_is_disposed_and_after()
    {
        for (int i = 0; i < 50; i++)
        {
            IWaitStrategy wait = Create();
            bool disposed = false;
            Beside(
                () =>
                {
                    while (!Volatile.Read(ref disposed))
                    {
                        wait.Wake();
                    }

                    wait.Wake();
                },
                () =>
                {
                    wait.Wait(0, Deadline.Now);
                    wait.Dispose();
                    wait.Dispose();
                    Volatile.Write(ref disposed, true);
                });
        }
    }

    /// <summary>Runs one on a thread of its own, while this one runs the other.</summary>
    private static void Beside(Action other, Action own)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(other)) { IsBackground = true };
        thread.Start();
        own();
        Assert.True(thread.Join(Patience.Limit));
        Assert.Null(failure);
    }
}

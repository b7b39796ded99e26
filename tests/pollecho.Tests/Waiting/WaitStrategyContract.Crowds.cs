using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Tests.Waiting;

/// <summary>Many sockets are watched.</summary>
public abstract partial class WaitStrategyContract
{
    /// <summary>Why a turn costs more the more sockets are watched; null if it does not.</summary>
    protected virtual string? WhyItDoesNotScale => null;

    [Fact]
    public void Of_1100_connections_the_one_with_bytes_is_found()
    {
        var all = new List<(Peer Peer, Socket Other)>();
        for (int i = 0; i < 1100; i++)
        {
            all.Add(Pair());
            _wait.Watch(all[i].Peer, Interest.Read);
        }

        foreach (int i in (int[])[0, 550, 1099])
        {
            all[i].Other.Send("x"u8);
            Await(Interest.Read, all[i].Peer);
            all[i].Peer.Socket.Receive(new byte[1]);
        }

        foreach ((Peer peer, _) in all)
        {
            _wait.Unwatch(peer);
        }

        Assert.Empty(Look(Interest.Read));
    }

    [Fact]
    public void Beside_2000_silent_sockets_a_message_costs_at_most_three_times_as_much()
    {
        Assert.SkipUnless(WhyItDoesNotScale is null, WhyItDoesNotScale ?? "");
        (Peer peer, Socket other) = Pair();
        long alone = CostOfMessages(peer, other);
        for (int i = 0; i < 2_000; i++)
        {
            // Of this kind each takes one handle, not two.
            var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            _sockets.Add(silent);
            silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            silent.Blocking = false;
            _wait.Watch(new Peer(silent), Interest.Read);
        }

        long crowded = CostOfMessages(peer, other);

        Assert.True(crowded <= 3 * alone, $"{alone} alone, {crowded} beside 2,000");
    }

    /// <summary>
    /// What is counted, not timed: the sockets reported, each of which costs the loop a call, and the bytes allocated. The
    /// least of some measurements, since the runtime now and then allocates for itself.
    /// </summary>
    private long CostOfMessages(Peer peer, Socket other)
    {
        CostOfMessage(peer, other);
        return Enumerable.Range(0, 5).Min(_ => Enumerable.Range(0, 20).Sum(_ => CostOfMessage(peer, other)));
    }

    private long CostOfMessage(Peer peer, Socket other)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        _wait.Watch(peer, Interest.Read);
        other.Send("x"u8);
        long reported = ReportedUntilReady(peer);
        SocketCalls.Receive(peer.Socket, stackalloc byte[1]);

        // As for a reply of which the socket takes only a part at first.
        _wait.Watch(peer, Interest.Write);
        reported += ReportedUntilReady(peer);
        _wait.Unwatch(peer);
        return reported + GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private long ReportedUntilReady(Peer peer)
    {
        long deadline = Deadline.After(Stopwatch.GetTimestamp(), Patience.Limit);
        for (long reported = 0; !Deadline.HasPassed(deadline);)
        {
            Ready ready = _wait.Wait(0, deadline);
            reported += ready.Readable.Length + ready.Writable.Length;
            if (ready.Readable.Contains(peer) || ready.Writable.Contains(peer))
            {
                return reported;
            }
        }

        throw new TimeoutException("It was not reported in time.");
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Tests.Waiting;

/// <summary>
/// What every wait strategy promises; each has a class that inherits these tests. A strategy may report more
/// than is ready (readiness is a hint), so what is asserted is that nothing ready is left out, and that what
/// is not watched is never reported.
/// </summary>
public abstract class WaitStrategyContract : IDisposable
{
    private readonly IWaitStrategy _wait;
    private readonly List<Socket> _sockets = [];

    protected WaitStrategyContract() => _wait = Create();

    /// <summary>Whether it asks the system, and so reports what is ready and nothing else, and can block.</summary>
    protected abstract bool AsksTheSystem { get; }

    [Fact]
    public void A_socket_with_bytes_is_readable()
    {
        (Peer silent, _) = Pair();
        (Peer peer, Socket other) = Pair();
        _wait.Watch(silent, Interest.Read);
        _wait.Watch(peer, Interest.Read);

        other.Send("x"u8);

        Await(Interest.Read, peer);
        Assert.Equal(AsksTheSystem, !Look(Interest.Read).Contains(silent));
    }

    [Fact]
    public void A_socket_whose_peer_has_closed_or_reset_is_readable()
    {
        (Peer closed, Socket closing) = Pair();
        (Peer reset, Socket resetting) = Pair();
        _wait.Watch(closed, Interest.Read);
        _wait.Watch(reset, Interest.Read);

        closing.Close();
        resetting.LingerState = new LingerOption(true, 0);
        resetting.Close();

        Await(Interest.Read, closed);
        Await(Interest.Read, reset);
    }

    [Fact]
    public void A_socket_with_room_is_writable_and_a_full_one_is_not()
    {
        (Peer roomy, _) = Pair();
        (Peer full, _) = Pair();
        Fill(full.Socket);
        _wait.Watch(roomy, Interest.Write);
        _wait.Watch(full, Interest.Write);

        Await(Interest.Write, roomy);
        Assert.Equal(AsksTheSystem, !Look(Interest.Write).Contains(full));
    }

    [Fact]
    public void A_socket_watched_for_both_is_reported_for_both()
    {
        (Peer peer, Socket other) = Pair();
        _wait.Watch(peer, Interest.Read | Interest.Write);
        other.Send("x"u8);

        Await(Interest.Read, peer);
        Await(Interest.Write, peer);
    }

    [Fact]
    public void What_is_not_used_is_reported_again()
    {
        (Peer peer, Socket other) = Pair();
        _wait.Watch(peer, Interest.Read);
        other.Send("x"u8);

        Await(Interest.Read, peer);
        Await(Interest.Read, peer);
    }

    [Fact]
    public void Interest_can_change_while_readiness_is_pending()
    {
        (Peer peer, Socket other) = Pair();
        _wait.Watch(peer, Interest.Read);
        other.Send("x"u8);
        Await(Interest.Read, peer);

        _wait.Watch(peer, Interest.Write);
        Assert.DoesNotContain(peer, Look(Interest.Read));
        Await(Interest.Write, peer);

        _wait.Unwatch(peer);
        Assert.DoesNotContain(peer, Look(Interest.Read));
        Assert.DoesNotContain(peer, Look(Interest.Write));

        _wait.Watch(peer, Interest.Read);
        Await(Interest.Read, peer);
        Assert.Equal(Interest.Read, peer.Interest);
    }

    [Fact]
    public void A_socket_unwatched_in_the_turn_that_reported_it_is_not_reported_again()
    {
        (Peer first, Socket one) = Pair();
        (Peer second, Socket two) = Pair();
        _wait.Watch(first, Interest.Read);
        _wait.Watch(second, Interest.Read);
        one.Send("x"u8);
        two.Send("x"u8);
        Await(Interest.Read, first);
        Await(Interest.Read, second);

        // As a loop does when serving one connection closes another.
        _wait.Unwatch(second);
        second.Socket.Dispose();

        Assert.DoesNotContain(second, Look(Interest.Read));
        Await(Interest.Read, first);
    }

    [Fact]
    public void A_new_socket_that_takes_over_a_closed_ones_handle_is_told_apart()
    {
        for (int i = 0; i < 50; i++)
        {
            (Peer peer, Socket other) = Pair();
            _wait.Watch(peer, Interest.Read);
            other.Send("x"u8);
            Await(Interest.Read, peer);
            Assert.Equal([peer], Look(Interest.Read));
            _wait.Unwatch(peer);
            peer.Socket.Dispose();
            other.Dispose();
        }
    }

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
    public void A_waiting_connection_is_reported_on_the_listener()
    {
        Socket listener = Listener();
        var listening = new Peer(listener);
        _wait.Watch(listening, Interest.Accept);
        (Peer peer, _) = Pair();
        _wait.Watch(peer, Interest.Read);
        Look(Interest.Accept);

        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);

        Patience.Until(() => _wait.Wait(0, Soon()).Accept);
        _wait.Unwatch(listening);
    }

    [Fact]
    public void A_connect_is_writable_when_it_has_ended_well_or_badly()
    {
        // Bound and not listening: the port is nobody else's, and connections to it are refused.
        using var dead = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        dead.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Socket alive = Listener();

        Assert.Equal(SocketError.ConnectionRefused, Connect((IPEndPoint)dead.LocalEndPoint!));
        Assert.Equal(SocketError.Success, Connect((IPEndPoint)alive.LocalEndPoint!));
    }

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
    public void A_wake_ends_a_wait_and_asks_to_accept()
    {
        (Peer peer, _) = Pair();
        _wait.Watch(peer, Interest.Read);
        for (int i = 0; i < 20; i++)
        {
            // From another thread, which is all that a strategy allows one: the waits are this one's.
            var waker = new Thread(_wait.Wake);
            waker.Start();
            Patience.Until(() => _wait.Wait(0, Soon()).Accept);
            waker.Join();
        }
    }

    [Fact]
    public void A_wake_before_the_wait_is_not_lost()
    {
        _wait.Wake();
        _wait.Wake();

        Assert.True(_wait.Wait(0, Deadline.Never).Accept);
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _wait.Dispose();
        _wait.Wake();
        GC.SuppressFinalize(this);
    }

    // The strategy's type is internal, so a public class cannot name it in its signature.
    private protected abstract IWaitStrategy Create();

    private static long Soon() => Deadline.After(Stopwatch.GetTimestamp(), TimeSpan.FromMilliseconds(100));

    private void Await(Interest interest, Pollable pollable) => Patience.Until(() => Look(interest).Contains(pollable));

    private Pollable[] Look(Interest interest)
    {
        Ready ready = _wait.Wait(0, Deadline.Now);
        return (interest == Interest.Read ? ready.Readable : ready.Writable).ToArray();
    }

    private SocketError Connect(IPEndPoint endPoint)
    {
        SocketError error = SocketCalls.BeginConnect(endPoint, out Socket? socket);
        if (socket is null)
        {
            return error;
        }

        var peer = new Peer(socket);
        _sockets.Add(socket);
        _wait.Watch(peer, Interest.Write);
        Patience.Until(() => _wait.Wait(0, Soon()).Writable.Contains(peer)
            && (error = SocketCalls.FinishConnect(socket)) != SocketError.WouldBlock);
        _wait.Unwatch(peer);
        return error;
    }

    private Socket Listener()
    {
        Socket listener = SocketCalls.Listen(new IPEndPoint(IPAddress.Loopback, 0), 16);
        _sockets.Add(listener);
        return listener;
    }

    private (Peer Peer, Socket Other) Pair()
    {
        using Socket listener = SocketCalls.Listen(new IPEndPoint(IPAddress.Loopback, 0), 1);
        var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Connect(listener.LocalEndPoint!);
        Socket? accepted = null;
        Patience.Until(() => SocketCalls.Accept(listener, null, out accepted) == SocketError.Success);
        _sockets.AddRange([other, accepted!]);
        return (new Peer(accepted!), other);
    }

    private static void Fill(Socket socket)
    {
        byte[] chunk = new byte[64 * 1024];
        do
        {
            while (SocketCalls.Send(socket, chunk).Succeeded)
            {
            }
        }
        while (socket.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectWrite));
    }

    private sealed class Peer(Socket socket) : Pollable(socket);
}

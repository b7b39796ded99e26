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
public abstract partial class WaitStrategyContract : IDisposable
{
    private readonly IWaitStrategy _wait;
    private readonly List<Socket> _sockets = [];
    private readonly TemporarySocket? _unix;

    protected WaitStrategyContract()
    {
        _wait = Create();
        _unix = CreateUnixSocket();
    }

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
    public void A_waiting_connection_is_reported_on_the_listener()
    {
        Socket listener = OpenListener();
        var listening = new Peer(listener);
        _wait.Watch(listening, Interest.Accept);
        (Peer peer, _) = Pair();
        _wait.Watch(peer, Interest.Read);
        Look(Interest.Accept);

        using Socket client = ConnectCalls.Create(listener.LocalEndPoint!);
        client.Connect(listener.LocalEndPoint!);

        Patience.Until(() => _wait.Wait(0, Soon()).Accept);
        _wait.Unwatch(listening);
    }

    [Fact]
    public void A_connect_is_writable_when_it_has_ended_well_or_badly()
    {
        // Bound and not listening: the port is nobody else's, and connections to it are refused.
        EndPoint address = NextAddress();
        using Socket dead = ConnectCalls.Create(address);
        dead.Bind(address);
        Socket alive = OpenListener();

        Assert.Equal(SocketError.ConnectionRefused, Connect(dead.LocalEndPoint!));
        Assert.Equal(SocketError.Success, Connect(alive.LocalEndPoint!));
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _unix?.Dispose();
        _wait.Dispose();
        _wait.Wake();
        GC.SuppressFinalize(this);
    }

    // The strategy's type is internal, so a public class cannot name it in its signature.
    private protected abstract IWaitStrategy Create();

    /// <summary>What its sockets are to be, if not TCP's.</summary>
    private protected virtual TemporarySocket? CreateUnixSocket() => null;

    /// <summary>Where the next listener listens.</summary>
    private EndPoint NextAddress() => _unix is not null ? _unix.Next() : new IPEndPoint(IPAddress.Loopback, 0);

    private static long Soon() => Deadline.After(Stopwatch.GetTimestamp(), TimeSpan.FromMilliseconds(100));

    private void Await(Interest interest, Pollable pollable) => Patience.Until(() => Look(interest).Contains(pollable));

    private Pollable[] Look(Interest interest)
    {
        Ready ready = _wait.Wait(0, Deadline.Now);
        return (interest == Interest.Read ? ready.Readable : ready.Writable).ToArray();
    }

    private SocketError Connect(EndPoint endPoint)
    {
        SocketError error = ConnectCalls.BeginConnect(endPoint, new SocketTuning(), out Socket? socket);
        if (socket is null)
        {
            return error;
        }

        var peer = new Peer(socket);
        _sockets.Add(socket);
        _wait.Watch(peer, Interest.Write);
        Patience.Until(() => _wait.Wait(0, Soon()).Writable.Contains(peer)
            && (error = ConnectCalls.FinishConnect(socket)) != SocketError.WouldBlock);
        _wait.Unwatch(peer);
        return error;
    }

    private Socket OpenListener()
    {
        Socket listener = Listener.Open(NextAddress(), 16);
        _sockets.Add(listener);
        return listener;
    }

    /// <summary>Two ends of a connection; the first is non-blocking, as a server's are.</summary>
    /// <param name="beforeAccept">Called just before the first is created, which takes the lowest handle that is free.</param>
    private (Peer Peer, Socket Other) Pair(Action? beforeAccept = null)
    {
        using Socket listener = Listener.Open(NextAddress(), 1);
        Socket other = ConnectCalls.Create(listener.LocalEndPoint!);
        other.Connect(listener.LocalEndPoint!);
        Patience.Until(() => listener.Poll(TimeSpan.Zero, SelectMode.SelectRead));
        beforeAccept?.Invoke();
        Socket? accepted = null;
        Patience.Until(() => SocketCalls.Accept(listener, new SocketTuning(), out accepted) == SocketError.Success);
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

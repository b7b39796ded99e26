using System.Net.Sockets;
using Pollecho.Sockets;

namespace Pollecho.Tests.Sockets;

/// <summary>What the calls on sockets do where these are unix sockets.</summary>
public sealed class UnixSocketTests : IDisposable
{
    private readonly TemporarySocket _socket = new();

    public void Dispose() => _socket.Dispose();

    [Fact]
    public void A_connect_has_its_outcome_at_once()
    {
        Assert.Equal(SocketErrors.NoSuchFile, Connect(out _));

        _socket.LeaveStale();
        Assert.Equal(SocketError.ConnectionRefused, Connect(out _));

        using Socket listener = Listener.Open(_socket.EndPoint, 1);
        Assert.Equal(SocketError.Success, Connect(out Socket? open));
        Assert.Equal(SocketError.Success, ConnectCalls.FinishConnect(open!));
        open!.Dispose();
    }

    [Fact]
    public void A_connect_to_a_socket_of_another_kind_says_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has stream sockets only");
        using Socket other = TemporarySocket.Create(SocketType.Dgram);
        other.Bind(_socket.EndPoint);

        Assert.Equal("a socket of another kind", SocketErrors.Describe(Connect(out _)));
    }

    [Fact]
    public void A_connect_that_finds_the_queue_full_leaves_no_socket_and_can_be_made_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems refuse such a connect, or make it wait");
        using Socket listener = Listener.Open(_socket.EndPoint, 1);
        var waiting = new List<Socket>();
        SocketError error;
        Socket? last;
        while ((error = Connect(out last)) == SocketError.Success)
        {
            waiting.Add(last!);
        }

        Assert.Equal(SocketError.WouldBlock, error);
        Assert.Null(last);
        Assert.Equal(SocketError.Success, SocketCalls.Accept(listener, new SocketTuning(), out Socket? accepted));
        Assert.Equal(SocketError.Success, Connect(out Socket? next));
        accepted!.Dispose();
        next!.Dispose();
        waiting.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public void What_was_sent_is_with_the_peer_and_owed_no_more()
    {
        (Socket accepted, Socket peer) = Pair();
        Assert.True(SocketCalls.Send(accepted, new byte[10_000]) is { Bytes: 10_000, Succeeded: true });

        Assert.Equal(0, SocketCalls.Unacknowledged(accepted));
        accepted.Dispose();
        Assert.Equal(10_000, peer.Receive(new byte[20_000]));
        Assert.Equal(0, peer.Receive(new byte[1]));
        peer.Dispose();
    }

    [Fact]
    public void A_peer_that_ends_with_bytes_unread_resets_the_connection()
    {
        (Socket accepted, Socket peer) = Pair();
        SocketCalls.Send(accepted, "x"u8);
        peer.Dispose();

        Assert.Equal(SocketError.ConnectionReset, SocketCalls.Receive(accepted, new byte[1]).Error);
        accepted.Dispose();
    }

    [Fact]
    public void A_peer_that_has_gone_fails_the_next_send()
    {
        (Socket accepted, Socket peer) = Pair();
        peer.Dispose();

        Assert.False(SocketCalls.Send(accepted, "x"u8) is { Succeeded: true } or { WouldBlock: true });
        Assert.True(SocketCalls.Receive(accepted, new byte[1]) is { Bytes: 0, Succeeded: true });
        accepted.Dispose();
    }

    [Fact]
    public void The_peer_is_known_by_its_process()
    {
        (Socket accepted, Socket peer) = Pair();

        Assert.Equal(OperatingSystem.IsWindows() ? null : Environment.ProcessId, SocketCalls.PeerProcess(accepted));
        accepted.Dispose();
        peer.Dispose();
    }

    private SocketError Connect(out Socket? socket) => ConnectCalls.BeginConnect(_socket.EndPoint, new SocketTuning(), out socket);

    /// <summary>The server's end, accepted as the server does, and the peer's.</summary>
    private (Socket Accepted, Socket Peer) Pair()
    {
        using Socket listener = Listener.Open(_socket.EndPoint, 1);
        Socket peer = _socket.Connect();
        Socket? accepted = null;
        Patience.Until(() => SocketCalls.Accept(listener, new SocketTuning { KeepAlive = TimeSpan.FromMinutes(1) }, out accepted) == SocketError.Success);
        return (accepted!, peer);
    }
}

using System.Net.Sockets;
using Pollecho.Server;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Tests.Server;

/// <summary>The server on a unix socket, where what was sent is in the peer's buffer at once, and nothing is acknowledged.</summary>
public sealed class UnixServerTests : IDisposable
{
    private readonly TemporarySocket _socket = new();

    public static TheoryData<string, int> StrategiesAndThreads => ServerStopTests.StrategiesAndThreads;

    public void Dispose() => _socket.Dispose();

    [Theory, MemberData(nameof(StrategiesAndThreads))]
    public void Large_messages_come_back_whole_and_a_half_close_is_answered_by_the_rest(string strategy, int threads)
    {
        using RunningServer server = Run(strategy, threads);
        Socket[] peers = [.. Enumerable.Range(0, 3).Select(_ => server.Connect())];
        byte[] message = Letters(1_000_000);
        Thread[] senders = [.. peers.Select(peer => new Thread(() => peer.SendAll(message, SocketShutdown.Send)))];
        Array.ForEach(senders, sender => sender.Start());

        foreach (Socket peer in peers)
        {
            Assert.True(message.Select(AsciiUpper.Upper).SequenceEqual(peer.ReceiveToEnd()));
            peer.Dispose();
        }

        Assert.All(senders, sender => Assert.True(sender.Join(Patience.Limit)));
        Patience.Until(() => server.Counters.Open == 0);
        Assert.True(server.Counters is { Resets: 0, OtherFailures: 0 });
    }

    [Theory, MemberData(nameof(StrategiesAndThreads))]
    public void A_stop_answers_what_the_system_had_received_and_takes_the_file_along(string strategy, int threads)
    {
        using RunningServer server = Run(strategy, threads, new() { Drain = TimeSpan.FromHours(1), MaxBuffer = 5_000 });
        Socket[] peers = [.. Enumerable.Range(0, 3).Select(_ => Greeted(server))];
        byte[] message = Letters(23_456);
        server.Gate.Reset();
        Socket late = server.Connect();
        Array.ForEach([.. peers, late], peer => peer.Send(message));
        server.BeginStop();
        server.Gate.Set();

        foreach (Socket peer in (Socket[])[.. peers, late])
        {
            Assert.True(message.Select(AsciiUpper.Upper).SequenceEqual(peer.ReceiveToEnd()));
            peer.Dispose();
        }

        server.Stop();
        Assert.True(server.Counters is { Open: 0, Resets: 0, CutOff: 0, Accepted: 4 });
        Assert.Empty(_socket.Files);
    }

    [Theory, MemberData(nameof(StrategiesAndThreads))]
    public void A_peer_that_has_its_replies_in_its_buffer_does_not_hold_up_the_stop_and_can_read_them_after_it(string strategy, int threads)
    {
        using RunningServer server = Run(strategy, threads, new() { Drain = TimeSpan.FromHours(1) });
        using Socket lazy = server.Connect();
        byte[] message = Letters(20_000);
        lazy.Send(message);
        Patience.Until(() => server.Counters.BytesOut == message.Length);

        server.Stop();

        Assert.True(message.Select(AsciiUpper.Upper).SequenceEqual(lazy.ReceiveToEnd()));
        Assert.True(server.Counters is { Resets: 0, CutOff: 0, SendTimeouts: 0 });
    }

    [Theory, MemberData(nameof(StrategiesAndThreads))]
    public void A_peer_that_does_not_read_is_cut_off_when_the_time_is_up(string strategy, int threads)
    {
        using RunningServer server = Run(strategy, threads, new() { Drain = TimeSpan.FromMilliseconds(50) });
        using Socket lazy = Greeted(server);
        lazy.SendUntilBlocked(Letters(26_000), server);

        server.Stop();

        Assert.True(server.Counters is { CutOff: 1, Open: 0, WriteList: 0 });
    }

    [Fact]
    public void A_peer_that_takes_nothing_of_a_reply_is_cut_off()
    {
        using RunningServer server = Run("select", 1, new() { SendTimeout = TimeSpan.FromMilliseconds(100) });
        using Socket lazy = Greeted(server);
        lazy.SendUntilBlocked(Letters(26_000), server);

        Patience.Until(() => server.Counters is { SendTimeouts: 1, Open: 0 });
    }

    [Fact]
    public void The_last_look_at_a_slow_reader_finds_room_long_before_its_socket_is_writable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems report room at once");
        using Socket listener = Listener.Open(_socket.EndPoint, 1);
        using Socket slow = _socket.Connect();
        Assert.Equal(SocketError.Success, SocketCalls.Accept(listener, new SocketTuning(), out Socket? accepted));
        var connection = new EchoConnection(accepted!, 1, new UnsentMemory(long.MaxValue, 1, new()));
        while (!connection.HasUnsent)
        {
            connection.Send(new byte[64 * 1024]);
        }

        // A piece of what the system holds. So a peer that has taken that since the last look is not cut off.
        slow.ReceiveExactly(40_000);

        Assert.False(connection.Socket.Poll(0, SelectMode.SelectWrite));
        Assert.True(connection.SendUnsent() is { Bytes: > 0 });
        connection.Close(cutOff: true);
    }

    [Fact]
    public void An_idle_peer_that_has_not_read_its_reply_is_idle()
    {
        using RunningServer server = Run("select", 1, new() { IdleTimeout = TimeSpan.FromMilliseconds(100) });
        using Socket idle = server.Connect();
        idle.Send("x"u8);

        Patience.Until(() => server.Counters is { IdleTimeouts: 1, Open: 0 });

        Assert.Equal("X"u8, idle.ReceiveToEnd());
    }

    [Fact]
    public void A_peer_that_ends_with_a_reply_unread_counts_as_reset()
    {
        using RunningServer server = Run("select", 1);
        Socket peer = server.Connect();
        peer.Send("x"u8);
        Patience.Until(() => server.Counters.BytesOut == 1);

        peer.Dispose();

        Patience.Until(() => server.Counters is { Resets: 1, Open: 0 });
    }

    [Fact]
    public void The_connection_too_many_sees_the_end()
    {
        using RunningServer server = Run("select", 2, new() { MaxConnections = 1 });
        using Socket first = Greeted(server);

        using Socket second = server.Connect();

        Assert.Equal(0, second.Receive(new byte[1]));
        Assert.True(server.Counters is { TurnedAway: 1, Open: 1 });
    }

    [Fact]
    public void A_message_allocates_nothing()
    {
        using RunningServer server = Run("select", 1);
        using Socket peer = Greeted(server);
        Exchange(peer, 100);

        // The runtime now and then allocates for itself.
        long least = Enumerable.Range(0, 5).Min(_ =>
        {
            long before = server.AllocatedBytes();
            Exchange(peer, 1_000);
            return server.AllocatedBytes() - before;
        });
        Assert.Equal(0, least);
    }

    private RunningServer Run(string strategy, int threads, ServerLimits? limits = null) => new(strategy, threads: threads, limits: limits, at: _socket.EndPoint);

    private static void Exchange(Socket peer, int times)
    {
        byte[] byteOf = new byte[1];
        for (int i = 0; i < times; i++)
        {
            peer.Send("x"u8);
            peer.Receive(byteOf);
        }
    }

    private static Socket Greeted(RunningServer server)
    {
        Socket peer = server.Connect();
        peer.Send("x"u8);
        peer.ReceiveExactly(1);
        return peer;
    }

    private static byte[] Letters(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)('a' + (i % 26)))];
}

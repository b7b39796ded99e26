using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Server;
using Pollecho.Sockets;

namespace Pollecho.Tests.Server;

/// <summary>What happens at each bound, under every way of waiting.</summary>
public class ServerLimitsTests
{
    public static TheoryData<string> Strategies => EchoServerTests.Strategies;

    [Theory, MemberData(nameof(Strategies))]
    public void The_connection_too_many_is_closed_at_once_and_makes_room_for_nobody(string strategy)
    {
        using var server = new RunningServer(strategy, limits: new() { MaxConnections = 2 });
        using Socket first = Greeted(server);
        using Socket second = Greeted(server);

        using Socket third = server.Connect();
        Assert.Equal(0, third.Receive(new byte[1]));
        Assert.True(server.Counters is { TurnedAway: 1, Open: 2, Accepted: 2 });

        first.Dispose();
        Patience.Until(() => server.Counters.Open == 1);
        using Socket fourth = Greeted(server);
        Assert.True(server.Counters is { TurnedAway: 1, Open: 2, Accepted: 3 });
    }

    [Fact]
    public void The_most_connections_are_counted_over_all_loops()
    {
        using var server = new RunningServer("select", threads: 3, limits: new() { MaxConnections = 4 });
        Socket[] peers = [.. Enumerable.Range(0, 4).Select(_ => Greeted(server))];

        using Socket fifth = server.Connect();

        Assert.Equal(0, fifth.Receive(new byte[1]));
        Assert.Equal(4, server.Counters.Open);
        Array.ForEach(peers, peer => peer.Dispose());
        Patience.Until(() => server.Counters.Open == 0);
        Greeted(server).Dispose();
    }

    [Theory, MemberData(nameof(Strategies))]
    public void No_more_is_received_in_one_go_or_kept_than_the_buffer_holds(string strategy)
    {
        using var server = new RunningServer(strategy, limits: new() { MaxBuffer = 1000 });
        using Socket lazy = server.Connect();
        lazy.SendUntilBlocked(new byte[100_000], server);

        ServerCounters counters = server.Counters;
        Assert.InRange(counters.BytesIn - counters.BytesOut, 1, 1000);
        Assert.True(counters.BytesIn <= counters.Receives * 1000);
    }

    [Theory, MemberData(nameof(Strategies))]
    public void An_idle_connection_is_closed_and_counted(string strategy)
    {
        using var server = new RunningServer(strategy, limits: new() { IdleTimeout = TimeSpan.FromMilliseconds(100) });

        // Held up, so that the one that speaks has spoken when the server looks, however busy the machine is.
        server.HoldUp();
        using Socket silent = server.Connect();
        using Socket spoke = server.Connect();
        spoke.Send("x"u8);
        server.Gate.Set();

        spoke.ReceiveExactly(1);
        Assert.Equal(0, silent.Receive(new byte[1]));
        Assert.Equal(0, spoke.Receive(new byte[1]));
        Patience.Until(() => server.Counters is { IdleTimeouts: 2, Open: 0 });
    }

    [Theory, MemberData(nameof(Strategies))]
    public void A_connection_that_speaks_in_time_is_not_idle(string strategy)
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(300);
        using var server = new RunningServer(strategy, limits: new() { IdleTimeout = timeout });
        long start = Stopwatch.GetTimestamp();
        using Socket peer = server.Connect();
        using Socket silent = server.Connect();

        // Until the silent one is closed, which came later: so the other had more than its time.
        long spoke = start;
        do
        {
            long now = Stopwatch.GetTimestamp();
            bool answered = Exchange(peer);
            AssertInTime(answered);
            spoke = now;
            Thread.Sleep(10);
        }
        while (!silent.Poll(0, SelectMode.SelectRead));

        Assert.True(Stopwatch.GetElapsedTime(start) >= timeout);
        AssertInTime(server.Counters.IdleTimeouts == 1);

        // It may be closed only if this test was kept off the processor, and so was silent.
        void AssertInTime(bool isOpen)
        {
            bool spokeInTime = Stopwatch.GetElapsedTime(spoke) < timeout;
            Assert.True(isOpen || !spokeInTime, "closed though it spoke in time");
            Assert.SkipUnless(isOpen, "the machine is too busy to speak in time");
        }
    }

    [Theory, MemberData(nameof(Strategies))]
    public void A_peer_that_takes_nothing_of_its_reply_is_closed_and_counted(string strategy)
    {
        using var server = new RunningServer(strategy, limits: new() { SendTimeout = TimeSpan.FromMilliseconds(100) });
        using Socket silent = server.Connect();
        using Socket lazy = server.Connect();

        lazy.SendUntilBlocked(new byte[100_000], server);

        Patience.Until(() => server.Counters is { SendTimeouts: 1, IdleTimeouts: 0, Open: 1, WriteList: 0 });
    }

    [Theory, MemberData(nameof(Strategies))]
    public void A_connection_that_took_its_reply_late_is_timed_for_silence_again(string strategy)
    {
        using var server = new RunningServer(strategy, limits: new() { IdleTimeout = TimeSpan.FromMilliseconds(200), SendTimeout = TimeSpan.FromHours(1) });
        using Socket lazy = server.Connect();
        int sent = lazy.SendUntilBlocked(new byte[100_000], server);
        Assert.SkipWhen(server.Counters.IdleTimeouts > 0, "the machine is too busy to send in time");

        // So the loop has looked at all its connections while that one was timed for its reply.
        using Socket silent = server.Connect();
        Patience.Until(() => server.Counters.IdleTimeouts == 1);

        lazy.ReceiveExactly(sent);
        Patience.Until(() => server.Counters is { IdleTimeouts: 2, SendTimeouts: 0, Open: 0 });
    }

    [Theory, MemberData(nameof(Strategies))]
    public async Task Beyond_the_memory_for_replies_nobody_is_read_until_some_was_taken(string strategy)
    {
        // Full from 10,000 bytes on: on a busy machine what is left of each reply may be small.
        const int Budget = 60_000;
        const int Peers = 20;

        // With the system's own buffers a hundred megabytes go out, and come back through small windows.
        var small = new SocketTuning { ReceiveBuffer = 16_384, SendBuffer = 16_384 };
        using var server = new RunningServer(strategy, limits: new() { MaxBuffer = 50_000, MaxUnsent = Budget, SendTimeout = TimeSpan.FromHours(1) }, tuning: small);
        Socket[] lazy = [.. Enumerable.Range(0, Peers).Select(_ => server.Connect(receiveBuffer: 4096))];
        long[] sent = new long[Peers];

        Patience.Until(() =>
        {
            for (int i = 0; i < Peers; i++)
            {
                lazy[i].Blocking = false;
                sent[i] += lazy[i].Send(new byte[100_000], SocketFlags.None, out _);
            }

            return server.Counters.ReadsPutOff > 0 && server.Counters.ReadsPutOff + server.Counters.WriteList >= Peers;
        });
        server.HoldUp();
        ServerCounters counters = server.Counters;
        Assert.InRange(counters.BytesIn - counters.BytesOut, 1, Budget);
        server.Gate.Set();

        // Now all of them read, and all that each sent comes back.
        await Task.WhenAll(Enumerable.Range(0, Peers).Select(i => OwnThread.Run(() =>
        {
            lazy[i].Blocking = true;
            lazy[i].ReceiveExactly((int)sent[i]);
        })));

        Array.ForEach(lazy, peer => peer.Dispose());
        Patience.Until(() => server.Counters is { Open: 0, NoMemory: 0, SendTimeouts: 0 });
        Assert.Equal(sent.Sum(), server.Counters.BytesOut);
    }

    [Theory, MemberData(nameof(Strategies))]
    public void Beyond_the_memory_for_replies_a_peer_that_resets_gives_up_its_place(string strategy)
    {
        Assert.SkipWhen(Wine.IsHere, "Under Wine a connection that is reset reads as one that has ended.");
        using var server = new RunningServer(strategy, limits: new() { MaxUnsent = 1, SendTimeout = TimeSpan.FromHours(1) });
        using Socket lazy = server.Connect();
        lazy.SendUntilBlocked(new byte[100_000], server);
        Socket waiting = server.Connect();

        // Not only once: the lazy one's system may take a little more, and then for a moment there is memory.
        Patience.Until(() => waiting.Send("x"u8) == 1 && server.Counters is { Open: 2, ReadsPutOff: > 0 });

        waiting.Reset();

        Patience.Until(() => server.Counters is { Open: 1, WriteList: 1, Resets: 1 });
    }

    [Theory, MemberData(nameof(Strategies))]
    public void A_peer_that_ends_its_stream_counts_until_it_has_its_replies(string strategy)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux is known to report what its send queue holds");
        byte[] message = new byte[300_000];
        using (var server = new RunningServer(strategy, limits: new() { SendTimeout = TimeSpan.FromHours(1) }))
        {
            using Socket takes = server.Connect(receiveBuffer: 4096);
            takes.SendAll(message, SocketShutdown.Send);
            Patience.Until(() => server.Counters.BytesOut == message.Length);

            Assert.Equal(message.Length, takes.ReceiveToEnd().Length);
            Patience.Until(() => server.Counters is { SendTimeouts: 0, IdleTimeouts: 0, Open: 0 });
        }

        using (var server = new RunningServer(strategy, limits: new() { SendTimeout = TimeSpan.FromMilliseconds(400) }))
        {
            using Socket stuck = server.Connect(receiveBuffer: 4096);
            stuck.SendAll(message, SocketShutdown.Send);

            Patience.Until(() => server.Counters is { SendTimeouts: 1, IdleTimeouts: 0, Open: 0 });
            Assert.Throws<SocketException>(stuck.ReceiveToEnd);
        }
    }

    /// <summary>A byte there and back; false if the server has closed the connection.</summary>
    private static bool Exchange(Socket peer)
    {
        try
        {
            return peer.Send("x"u8) == 1 && peer.Receive(new byte[1]) == 1;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown)
        {
            return false;
        }
    }

    private static Socket Greeted(RunningServer server)
    {
        Socket peer = server.Connect();
        peer.Send("x"u8);
        peer.ReceiveExactly(1);
        return peer;
    }
}

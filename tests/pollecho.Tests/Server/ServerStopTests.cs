using System.Net.Sockets;
using Pollecho.Text;

namespace Pollecho.Tests.Server;

/// <summary>How a server ends: what it had received is answered, and nobody gets a reset in place of a reply.</summary>
public class ServerStopTests
{
    private static readonly TimeSpan ForEver = TimeSpan.FromHours(1);

    public static TheoryData<string, int> StrategiesAndThreads
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (TheoryDataRow<string> strategy in EchoServerTests.Strategies)
            {
                all.Add(strategy.Data, 1);
                all.Add(strategy.Data, 2);
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(StrategiesAndThreads))]
    public void What_the_system_had_received_is_answered(string strategy, int threads)
    {
        using var server = new RunningServer(strategy, threads: threads, limits: new() { Drain = ForEver, MaxBuffer = 5000 });
        Socket[] peers = [.. Enumerable.Range(0, 3).Select(_ => Greeted(server))];
        byte[] message = Letters(23_456);

        // The loops are held up, so all of it is in the system's buffers when the stop comes.
        server.Gate.Reset();
        Array.ForEach(peers, peer => peer.Send(message));
        server.BeginStop();
        server.Gate.Set();

        foreach (Socket peer in peers)
        {
            Assert.True(message.Select(AsciiUpper.Upper).SequenceEqual(peer.ReceiveToEnd()));
            peer.Dispose();
        }

        server.Stop();
        Assert.True(server.Counters is { Open: 0, Resets: 0, CutOff: 0 });
    }

    [Theory, MemberData(nameof(StrategiesAndThreads))]
    public void Those_that_wait_to_be_accepted_are_answered(string strategy, int threads) => AnswersThoseThatWait(strategy, threads, ForEver);

    [Theory, MemberData(nameof(StrategiesAndThreads))]
    public void Without_any_time_what_was_received_is_answered_all_the_same(string strategy, int threads) =>
        AnswersThoseThatWait(strategy, threads, TimeSpan.Zero);

    [Theory, MemberData(nameof(StrategiesAndThreads))]
    public void A_connection_stays_until_its_peers_system_has_everything(string strategy, int threads)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux is known to report what its send queue holds");
        using var server = new RunningServer(strategy, threads: threads, limits: new() { Drain = ForEver });
        using Socket lazy = server.Connect(receiveBuffer: 4096);
        byte[] message = Letters(200_000);
        lazy.Send(message);
        Patience.Until(() => server.Counters.BytesOut == message.Length);
        server.BeginStop();
        Patience.Until(() => server.Counters.Turns > 0 && !server.Accepts);

        // What it sends so late would be answered by a reset if the connection had been closed, and that would destroy the replies.
        Thread.Sleep(300);
        lazy.Send("late"u8);

        Assert.True(message.Select(AsciiUpper.Upper).SequenceEqual(lazy.ReceiveToEnd()));
        lazy.Dispose();
        server.Stop();
        Assert.True(server.Counters is { Resets: 0, CutOff: 0 });
    }

    [Theory, MemberData(nameof(StrategiesAndThreads))]
    public void Idle_connections_do_not_hold_up_the_end(string strategy, int threads)
    {
        using var server = new RunningServer(strategy, threads: threads, limits: new() { Drain = ForEver });
        using Socket one = Greeted(server);
        using Socket two = Greeted(server);

        server.Stop();

        Assert.Equal(0, one.Receive(new byte[1]));
        Assert.Equal(0, two.Receive(new byte[1]));
        Assert.Throws<SocketException>(server.Connect);
    }

    [Theory, MemberData(nameof(StrategiesAndThreads))]
    public async Task A_peer_that_sends_until_it_sees_the_end_does_not_hold_up_the_server_and_misses_nothing(string strategy, int threads)
    {
        using var server = new RunningServer(strategy, threads: threads, limits: new() { Drain = ForEver });
        using Socket peer = Greeted(server);
        byte[] message = Letters(26_000);
        Task sender = OwnThread.Run(() => SendForEver(peer, message));
        peer.ReceiveExactly(26_000);

        Task<long> reader = OwnThread.Run(() => ReceiveUpperAndClose(peer));
        server.Stop();

        Assert.Equal(server.Counters.BytesOut, await reader + 26_001);
        Assert.Equal(server.Counters.BytesIn, server.Counters.BytesOut);
        await sender;
    }

    [Theory, MemberData(nameof(StrategiesAndThreads))]
    public void A_peer_that_reads_late_gets_all_that_was_taken_in(string strategy, int threads)
    {
        using var server = new RunningServer(strategy, threads: threads, limits: new() { Drain = ForEver });
        using Socket lazy = Greeted(server);
        lazy.SendUntilBlocked(Letters(26_000), server);

        server.BeginStop();
        long received = ReceiveUpper(lazy);
        server.Stop();

        Assert.True(server.Counters is { CutOff: 0, Resets: 0 });
        Assert.Equal(server.Counters.BytesIn, received + 1);
        Assert.Equal(server.Counters.BytesOut, received + 1);
    }

    [Theory, MemberData(nameof(StrategiesAndThreads))]
    public void A_peer_that_does_not_read_is_cut_off_when_the_time_is_up(string strategy, int threads)
    {
        using var server = new RunningServer(strategy, threads: threads, limits: new() { Drain = TimeSpan.FromMilliseconds(50) });
        using Socket lazy = Greeted(server);
        lazy.SendUntilBlocked(Letters(26_000), server);

        server.Stop();

        Assert.True(server.Counters is { CutOff: 1, Open: 0, WriteList: 0 });
    }

    private static void AnswersThoseThatWait(string strategy, int threads, TimeSpan drain)
    {
        const int Waiting = 100;
        using var server = new RunningServer(strategy, threads: threads, limits: new() { Drain = drain });
        using Socket greeted = Greeted(server);

        // The loops are held up, so nobody is accepted before the stop comes.
        server.Gate.Reset();
        Socket[] peers = [.. Enumerable.Range(0, Waiting).Select(_ => server.Connect())];
        Array.ForEach(peers, peer => peer.Send("x"u8));
        server.BeginStop();
        server.Gate.Set();

        foreach (Socket peer in peers)
        {
            Assert.Equal("X"u8.ToArray(), peer.ReceiveToEnd());
            peer.Dispose();
        }

        server.Stop();
        Assert.True(server.Counters is { Accepted: Waiting + 1, Resets: 0, CutOff: 0, TurnedAway: 0 });
    }

    private static Socket Greeted(RunningServer server)
    {
        Socket peer = server.Connect();
        peer.Send("x"u8);
        peer.ReceiveExactly(1);
        return peer;
    }

    private static void SendForEver(Socket peer, byte[] message)
    {
        try
        {
            while (true)
            {
                for (int sent = 0; sent < message.Length;)
                {
                    sent += peer.Send(message.AsSpan(sent));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server has ended, or the reader has seen that it has.
        }
    }

    private static long ReceiveUpperAndClose(Socket peer)
    {
        long received = ReceiveUpper(peer);
        peer.Dispose();
        return received;
    }

    /// <summary>Receives to the end of the stream, every byte in its turn, and counts them.</summary>
    private static long ReceiveUpper(Socket peer)
    {
        // Compared in pieces: an assertion a byte takes seconds for the megabytes that the system holds.
        long received = 0;
        byte[] buffer = new byte[64 * 1024];
        byte[] expected = [.. Letters(buffer.Length + 26).Select(AsciiUpper.Upper)];
        for (int count; (count = peer.Receive(buffer)) > 0; received += count)
        {
            Assert.True(expected.AsSpan((int)(received % 26), count).SequenceEqual(buffer.AsSpan(0, count)), $"a byte of {count} after {received} differs");
        }

        return received;
    }

    private static byte[] Letters(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)('a' + (i % 26)))];
}

using System.Net.Sockets;
using Pollecho.Compare;
using Pollecho.Compare.Models;
using Pollecho.Sockets;

namespace Pollecho.Tests.Compare.Models;

/// <summary>The models of I/O that are not the poll loop: each serves every peer, whatever that does.</summary>
public class ModelTests
{
    /// <summary>More than the system's buffers hold, so that a reply is sent in parts.</summary>
    private const int Size = 32 * 1024 * 1024;

    public static TheoryData<string> Models => [.. Contender.All.Where(contender => contender.Wait is null).Select(contender => contender.Name)];

    [Fact]
    public void What_one_send_does_not_take_goes_into_the_next()
    {
        List<(int From, int Count)> sends = [];
        Queue<int> taken = new([3, 1, 6]);
        bool all = BlockingModel.SendAll(10, (from, count) =>
        {
            sends.Add((from, count));
            return new IoResult(taken.Dequeue(), SocketError.Success);
        });

        Assert.True(all);
        Assert.Equal([(0, 10), (3, 7), (4, 6)], sends);
    }

    [Fact]
    public void A_send_that_fails_ends_the_reply()
    {
        Queue<IoResult> results = new([new IoResult(3, SocketError.Success), new IoResult(0, SocketError.ConnectionReset)]);

        Assert.False(BlockingModel.SendAll(10, (_, _) => results.Dequeue()));
        Assert.Empty(results);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_peer_that_reads_nothing_until_the_model_can_send_no_more_gets_every_byte(string model)
    {
        Assert.SkipWhen(Wine.IsHere, "Wine takes whatever a blocking call sends.");
        using var server = new ModelServer(model);
        using Socket peer = server.Connect();
        byte[] message = Letters(Size);

        // The peer sends until neither side's buffers take any more, and only then begins to read.
        int sent = Fill(peer, message);
        Assert.InRange(sent, 1, Size - 1);
        Task rest = OwnThread.Run(() => SendAll(peer, message.AsSpan(sent)));
        byte[] reply = ReceiveToEnd(peer, Size);
        await rest;

        Assert.True(reply.AsSpan().SequenceEqual(Upper(message)));
        Assert.Equal(Size, server.Counters.BytesOut);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Peers_that_read_nothing_keep_nobody_from_being_served(string model)
    {
        using var server = new ModelServer(model);
        Socket[] stalled = [.. Enumerable.Range(0, 20).Select(_ => server.Connect())];
        byte[] message = Letters(Size);
        int[] sent = [.. stalled.Select(peer => Fill(peer, message, TimeSpan.FromMilliseconds(10)))];

        using Socket other = server.Connect();
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal("HELLO"u8, Exchange(other, "hello"u8, 5));
        }

        // Nor are they forgotten: each gets its replies when it reads.
        for (int i = 0; i < stalled.Length; i++)
        {
            Socket peer = stalled[i];
            byte[] expected = Upper(message[..sent[i]]);
            peer.Shutdown(SocketShutdown.Send);
            Assert.True((await OwnThread.Run(() => ReceiveToEnd(peer, expected.Length))).AsSpan().SequenceEqual(expected));
            peer.Dispose();
        }
    }

    [Fact]
    public async Task Where_others_have_taken_every_buffer_a_peer_is_served_when_they_have_read()
    {
        Assert.SkipUnless(Contender.All.Contains(Contender.IoUring), "io_uring cannot be used here");
        using var server = new ModelServer("io_uring with few buffers");
        Socket[] stalled = [.. Enumerable.Range(0, 8).Select(_ => server.Connect())];
        byte[] message = Letters(Size);
        int[] sent = [.. stalled.Select(peer => Fill(peer, message, TimeSpan.FromMilliseconds(10)))];
        Array.ForEach(stalled, peer => peer.Shutdown(SocketShutdown.Send));
        Task<byte[]>[] replies = [.. stalled.Select((peer, i) => OwnThread.Run(() => ReceiveToEnd(peer, sent[i])))];

        for (int i = 0; i < stalled.Length; i++)
        {
            Assert.True((await replies[i]).AsSpan().SequenceEqual(Upper(message[..sent[i]])));
            stalled[i].Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_peer_that_closes_its_side_gets_all_replies_and_then_the_end(string model)
    {
        using var server = new ModelServer(model);
        using Socket peer = server.Connect();
        byte[] message = Letters(100_000);
        SendAll(peer, message);

        Assert.Equal(Upper(message), ReceiveToEnd(peer, message.Length));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_thousand_messages_at_once_are_answered_in_order(string model)
    {
        using var server = new ModelServer(model);
        using Socket peer = server.Connect();
        byte[] messages = [.. Enumerable.Range(0, 1000).SelectMany(i => System.Text.Encoding.ASCII.GetBytes($"message {i,24}"))];

        for (int round = 0; round < 5; round++)
        {
            Assert.Equal(Upper(messages), Exchange(peer, messages, messages.Length));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_reset_ends_one_connection_and_no_other(string model)
    {
        using var server = new ModelServer(model);
        using Socket other = server.Connect();
        byte[] message = Letters(Size);
        for (int i = 0; i < 50; i++)
        {
            // With replies on their way, with one unread, and with nothing.
            Socket peer = server.Connect();
            if (i % 3 == 0)
            {
                Fill(peer, message, TimeSpan.FromMilliseconds(1));
            }
            else if (i % 3 == 1)
            {
                peer.Send("hello"u8);
            }

            peer.Close(timeout: 0);
            Assert.Equal("HELLO"u8, Exchange(other, "hello"u8, 5));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Connections_come_and_go(string model)
    {
        using var server = new ModelServer(model);
        for (int round = 0; round < 20; round++)
        {
            Socket[] peers = [.. Enumerable.Range(0, 50).Select(_ => server.Connect())];
            for (int i = 0; i < peers.Length; i++)
            {
                peers[i].Send(System.Text.Encoding.ASCII.GetBytes($"peer {i,3}"));
            }

            for (int i = 0; i < peers.Length; i++)
            {
                Assert.Equal($"PEER {i,3}", System.Text.Encoding.ASCII.GetString(Exchange(peers[i], [], 8)));
                peers[i].Dispose();
            }
        }

        Assert.Equal(1000, server.Counters.Accepted);
        Patience.Until(() => server.Counters.BytesOut == 8000);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task It_ends_with_its_listener(string model)
    {
        var server = new ModelServer(model);
        using Socket silent = server.Connect(), stalled = server.Connect();
        Fill(stalled, Letters(Size), TimeSpan.FromMilliseconds(10));
        Assert.Equal("HELLO"u8, Exchange(silent, "hello"u8, 5));

        server.Dispose();
        await server.Ended;
    }

    private static byte[] Letters(int count)
    {
        byte[] letters = new byte[count];
        for (int i = 0; i < count; i++)
        {
            letters[i] = (byte)('a' + (i % 23));
        }

        return letters;
    }

    private static byte[] Upper(byte[] message) => Array.ConvertAll(message, letter => letter is >= (byte)'a' and <= (byte)'z' ? (byte)(letter - 'a' + 'A') : letter);

    /// <summary>Sends until neither side's buffers take any more for a while.</summary>
    private static int Fill(Socket peer, byte[] message, TimeSpan? patience = null)
    {
        peer.Blocking = false;
        int sent = 0;
        while (sent < message.Length && peer.Poll(patience ?? TimeSpan.FromMilliseconds(200), SelectMode.SelectWrite))
        {
            sent += peer.Send(message, sent, message.Length - sent, SocketFlags.None, out _);
        }

        peer.Blocking = true;
        return sent;
    }

    /// <summary>Sends it, and closes this side.</summary>
    private static void SendAll(Socket peer, ReadOnlySpan<byte> message)
    {
        while (message.Length > 0)
        {
            message = message[peer.Send(message)..];
        }

        peer.Shutdown(SocketShutdown.Send);
    }

    private static byte[] ReceiveToEnd(Socket peer, int most)
    {
        byte[] reply = new byte[most + 1];
        int received = 0;
        for (int bytes; (bytes = peer.Receive(reply, received, reply.Length - received, SocketFlags.None)) > 0;)
        {
            received += bytes;
        }

        return reply[..received];
    }

    private static byte[] Exchange(Socket peer, ReadOnlySpan<byte> message, int count)
    {
        if (message.Length > 0)
        {
            peer.Send(message);
        }

        byte[] reply = new byte[count];
        for (int received = 0; received < count;)
        {
            int bytes = peer.Receive(reply, received, count - received, SocketFlags.None);
            Assert.True(bytes > 0, "The connection was closed.");
            received += bytes;
        }

        return reply;
    }
}

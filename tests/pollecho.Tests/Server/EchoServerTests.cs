using System.Net.Sockets;
using System.Text;
using Pollecho.Server;
using Pollecho.Text;
using Pollecho.Waiting;

namespace Pollecho.Tests.Server;

/// <summary>The server's promises, under every way of waiting.</summary>
public class EchoServerTests
{
    public static TheoryData<string> Strategies => [.. WaitStrategies.Available.Select(kind => kind.Name)];

    [Theory, MemberData(nameof(Strategies))]
    public void Every_byte_value_comes_back_in_upper_case(string strategy)
    {
        using var server = new RunningServer(strategy);
        using Socket peer = server.Connect();
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

        peer.Send(all);

        Assert.Equal(all.Select(AsciiUpper.Upper), peer.ReceiveExactly(256));
    }

    [Fact]
    public void Echo_replies_the_bytes_as_they_came()
    {
        using var server = new RunningServer("select", Reply.Echo);
        using Socket peer = server.Connect();

        peer.Send("as is"u8);

        Assert.Equal("as is"u8.ToArray(), peer.ReceiveExactly(5));
    }

    [Theory, MemberData(nameof(Strategies))]
    public void A_message_sent_one_byte_at_a_time_is_answered(string strategy)
    {
        using var server = new RunningServer(strategy);
        using Socket peer = server.Connect();

        var reply = new StringBuilder();
        foreach (byte b in "one byte at a time"u8)
        {
            peer.Send([b]);
            reply.Append((char)peer.ReceiveExactly(1)[0]);
        }

        Assert.Equal("ONE BYTE AT A TIME", reply.ToString());
    }

    [Theory, MemberData(nameof(Strategies))]
    public async Task All_that_was_received_before_a_half_close_is_answered_and_then_the_connection_closed(string strategy)
    {
        using var server = new RunningServer(strategy);
        using Socket peer = server.Connect();
        byte[] message = Letters(3_000_000);

        // The peer does not read while it sends, so the tail of the replies is unsent when the FIN comes.
        Task sender = OwnThread.Run(() => peer.SendAll(message, SocketShutdown.Send));
        byte[] reply = peer.ReceiveToEnd();
        await sender;

        Assert.True(message.Select(AsciiUpper.Upper).SequenceEqual(reply));
        Patience.Until(() => server.Counters.Open == 0);
    }

    [Theory, MemberData(nameof(Strategies))]
    public void A_peer_that_does_not_read_is_not_read_from_and_loses_nothing(string strategy)
    {
        using var server = new RunningServer(strategy);
        using Socket lazy = server.Connect();
        byte[] chunk = Letters(100_003);

        int sent = lazy.SendUntilBlocked(chunk, server);
        long keptBack = server.Counters.BytesIn - server.Counters.BytesOut;
        Assert.InRange(keptBack, 1, 64 * 1024);

        // Others are served meanwhile.
        using Socket other = server.Connect();
        other.Send("still here"u8);
        Assert.Equal("STILL HERE"u8.ToArray(), other.ReceiveExactly(10));

        byte[] reply = lazy.ReceiveExactly(sent);
        Assert.True(reply.SequenceEqual(Enumerable.Range(0, sent).Select(i => AsciiUpper.Upper(chunk[i % chunk.Length]))));
        Patience.Until(() => server.Counters.WriteList == 0);
    }

    [Theory, MemberData(nameof(Strategies))]
    public void A_reset_ends_that_connection_and_no_other(string strategy)
    {
        Assert.SkipWhen(Wine.IsHere, "Under Wine a connection that is reset reads as one that has ended.");
        using var server = new RunningServer(strategy);
        using Socket other = server.Connect();
        Socket reading = server.Connect();
        reading.Send("abc"u8);
        reading.ReceiveExactly(3);
        Socket writing = server.Connect();
        writing.SendUntilBlocked(Letters(100_000), server);

        reading.Reset();
        writing.Reset();

        Patience.Until(() => server.Counters is { Open: 1, WriteList: 0, Resets: 2 });
        other.Send("fine"u8);
        Assert.Equal("FINE"u8.ToArray(), other.ReceiveExactly(4));
    }

    [Theory, MemberData(nameof(Strategies))]
    public void Many_connections_get_their_own_bytes_back(string strategy)
    {
        using var server = new RunningServer(strategy);
        Socket[] peers = [.. Enumerable.Range(0, 100).Select(_ => server.Connect())];
        try
        {
            for (int round = 0; round < 3; round++)
            {
                for (int i = 0; i < peers.Length; i++)
                {
                    peers[i].Send(Encoding.ASCII.GetBytes($"peer {i:d3} round {round}"));
                }

                for (int i = 0; i < peers.Length; i++)
                {
                    Assert.Equal($"PEER {i:d3} ROUND {round}", Encoding.ASCII.GetString(peers[i].ReceiveExactly(16)));
                }
            }
        }
        finally
        {
            Array.ForEach(peers, peer => peer.Dispose());
        }

        Patience.Until(() => server.Counters.Open == 0);
        Assert.Equal(100, server.Counters.Accepted);
        Assert.Equal(100 * 3 * 16, server.Counters.BytesIn);
        Assert.Equal(100 * 3 * 16, server.Counters.BytesOut);
    }

    [Theory, MemberData(nameof(Strategies))]
    public void Stopping_closes_every_connection_also_while_the_loop_is_blocked(string strategy)
    {
        using var server = new RunningServer(strategy);
        using Socket peer = server.Connect();
        Patience.Until(() => server.Counters.Open == 1);

        server.Stop();

        Assert.Equal(0, peer.Receive(new byte[1]));
        Assert.Equal(0, server.Counters.Open);
    }

    private static byte[] Letters(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = (byte)('a' + (i % 26));
        }

        return bytes;
    }
}

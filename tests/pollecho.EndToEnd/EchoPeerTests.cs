using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>What any client may rely on. One class a client inherits it.</summary>
public abstract class EchoPeerTests
{
    private const int TenMebibytes = 10 << 20;

    [Fact]
    public void Every_byte_value_comes_back_and_only_ASCII_letters_are_changed()
    {
        using PollechoServer server = PollechoServer.Start();
        using IEchoPeer peer = Open(server.Port);

        peer.Send(Payload.EveryByteValue);

        Assert.Equal(Payload.Upper(Payload.EveryByteValue), peer.Receive(256));
    }

    [Fact]
    public void Every_byte_value_comes_back_as_it_was_with_reply_echo()
    {
        using PollechoServer server = PollechoServer.Start("--reply", "echo");
        using IEchoPeer peer = Open(server.Port);

        peer.Send(Payload.EveryByteValue);

        Assert.Equal(Payload.EveryByteValue, peer.Receive(256));
    }

    [Fact]
    public void A_stream_of_10_MiB_comes_back_whole()
    {
        byte[] sent = Payload.Random(TenMebibytes);
        using PollechoServer server = PollechoServer.Start();
        using IEchoPeer peer = Open(server.Port);

        byte[] reply = peer.Exchange(sent);

        Assert.Equal(TenMebibytes, reply.Length);
        Assert.True(reply.AsSpan().SequenceEqual(Payload.Upper(sent)), "The reply differs.");
    }

    [Fact]
    public void Bytes_sent_one_at_a_time_come_back_one_at_a_time()
    {
        using PollechoServer server = PollechoServer.Start();
        using IEchoPeer peer = Open(server.Port);

        foreach (byte value in Payload.EveryByteValue)
        {
            // The next one is sent when this one is back, so that they cannot travel together.
            peer.Send([value]);
            Assert.Equal(Payload.Upper([value]), peer.Receive(1));
        }
    }

    [Fact]
    public void The_whole_reply_comes_back_after_a_half_close()
    {
        using PollechoServer server = PollechoServer.Start();
        using IEchoPeer peer = Open(server.Port);

        byte[] reply = peer.Exchange("hello\nnon-blocking world\n"u8.ToArray());

        Assert.Equal("HELLO\nNON-BLOCKING WORLD\n"u8, reply);
    }

    [Fact]
    public void A_half_close_without_a_byte_is_answered_by_the_end_of_the_stream()
    {
        using PollechoServer server = PollechoServer.Start();
        using IEchoPeer peer = Open(server.Port);

        Assert.Empty(peer.Exchange([]));
    }

    /// <summary>Connects this kind of client to a port of this machine.</summary>
    private protected abstract IEchoPeer Open(int port);
}

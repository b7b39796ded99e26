using System.Text;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A plain socket as the client: everything that the other programs try, and what they cannot do.</summary>
public sealed class SocketPeerTests : EchoPeerTests
{
    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void A_peer_that_reads_late_gets_the_whole_reply(string wait)
    {
        byte[] sent = Payload.Random(10 << 20);
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--stats", "20ms");
        using var peer = new SocketPeer(server.Port);

        Thread sender = peer.BeginToSendAll(sent);
        server.Process.WaitForLine("^rlist 0  wlist 1  ");
        byte[] reply = peer.ReceiveToEnd();

        Assert.True(sender.Join(Patience.Limit));
        Assert.Equal(sent.Length, reply.Length);
        Assert.True(reply.AsSpan().SequenceEqual(Payload.Upper(sent)), "The reply differs.");
    }

    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void A_peer_that_does_not_read_holds_up_nobody_else(string wait)
    {
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--stats", "20ms");
        using var stuck = new SocketPeer(server.Port);
        stuck.BeginToSendAll(Payload.Random(10 << 20));
        server.Process.WaitForLine("^rlist 0  wlist 1  ");

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "10", "--interval", "1ms");

        Expect.VerifiedReplies(client, 10);
    }

    [Fact]
    public void Messages_that_travel_together_are_all_answered_in_order()
    {
        using PollechoServer server = PollechoServer.Start();
        using var peer = new SocketPeer(server.Port);
        byte[] messages = [.. Enumerable.Range(0, 1000).SelectMany(i => Encoding.ASCII.GetBytes($"message {i}\n"))];

        peer.Send(messages);

        Assert.Equal(Payload.Upper(messages), peer.Receive(messages.Length));
    }

    [Fact]
    public void UTF_8_text_keeps_its_other_letters()
    {
        using PollechoServer server = PollechoServer.Start();
        using var peer = new SocketPeer(server.Port);

        Assert.Equal("GRüßE, ΚόΣΜΕ 😀"u8, peer.Exchange("grüße, ΚόΣΜΕ 😀"u8.ToArray()));
    }

    private protected override IEchoPeer Open(int port) => new SocketPeer(port);
}

using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>Whatever a peer does costs that one connection, and nobody else.</summary>
public sealed class SurvivalTests
{
    private const int Connections = 200;

    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void The_server_survives_connections_that_send_anything_and_reset(string wait)
    {
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--stats", "20ms");
        var random = new Random(8083);
        byte[] bytes = new byte[4096];
        for (int i = 0; i < Connections; i++)
        {
            var peer = new SocketPeer(server.Port);
            random.NextBytes(bytes);
            peer.Send(bytes.AsSpan(0, random.Next(bytes.Length)));
            peer.Reset();
        }

        AssertServes(server);
    }

    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void The_server_survives_a_reset_while_a_reply_is_unsent(string wait)
    {
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--stats", "20ms");
        var peer = new SocketPeer(server.Port);
        Thread sender = peer.BeginToSendAll(Payload.Random(10 << 20));
        server.Process.WaitForLine("^rlist 0  wlist 1  ");

        peer.Reset();

        Assert.True(sender.Join(Patience.Limit));
        AssertServes(server);
    }

    [Fact]
    public void The_server_survives_connections_that_say_nothing()
    {
        using PollechoServer server = PollechoServer.Start("--stats", "20ms");
        var silent = new List<SocketPeer>();
        try
        {
            for (int i = 0; i < Connections; i++)
            {
                silent.Add(new SocketPeer(server.Port));
            }

            server.Process.WaitForLine($"^rlist {Connections}  wlist 0  accepted {Connections}  ");
            using Pollecho client = Pollecho.RunClient(server.Port, "--count", "10", "--interval", "1ms");
            Expect.VerifiedReplies(client, 10);
        }
        finally
        {
            silent.ForEach(peer => peer.Dispose());
        }

        AssertServes(server);
    }

    /// <summary>A client gets its replies, the server still runs, and has forgotten every other connection.</summary>
    private static void AssertServes(PollechoServer server)
    {
        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "10", "--interval", "1ms");

        Expect.VerifiedReplies(client, 10);
        server.Process.WaitForLine("^rlist 0  wlist 0  accepted [1-9]", after: server.Process.Output.Lines.Count);
        Assert.False(server.Process.HasExited);
        Assert.Equal("", server.Process.Errors.Text);
    }
}

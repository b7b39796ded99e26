using Xunit;

namespace Pollecho.EndToEnd;

/// <summary><c>server --threads</c>: several poll loops look like one from outside.</summary>
public sealed class ThreadsTests
{
    private const int Loops = 3;

    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void Several_loops_serve_every_connection_and_end_together(string wait)
    {
        using PollechoServer server = PollechoServer.Start("--threads", $"{Loops}", "--wait", wait);
        server.Process.WaitForLine($", {Loops} threads$");
        var peers = new List<SocketPeer>();
        try
        {
            for (int i = 0; i < 2 * Loops; i++)
            {
                peers.Add(new SocketPeer(server.Port));
            }

            // All of them are open at once, so every loop has two.
            peers.ForEach(peer => peer.Send("hello"u8));
            peers.ForEach(peer => Assert.Equal("HELLO"u8, peer.Receive(5)));

            Assert.Matches("^pollecho server: stopped after .*: accepted 6, in 30 B, out 30 B, ", server.Stop());
            peers.ForEach(peer => Assert.Empty(peer.ReceiveToEnd()));
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }
    }

    [Fact]
    public void Several_loops_pass_10_MiB_each_at_the_same_time()
    {
        byte[] sent = Payload.Random(10 << 20);
        byte[] expected = Payload.Upper(sent);
        using PollechoServer server = PollechoServer.Start("--threads", $"{Loops}");
        SocketPeer[] peers = [new(server.Port), new(server.Port), new(server.Port)];
        Thread[] senders = Array.ConvertAll(peers, peer => peer.BeginToSendAll(sent));

        foreach (SocketPeer peer in peers)
        {
            using (peer)
            {
                Assert.True(peer.ReceiveToEnd().AsSpan().SequenceEqual(expected), "A reply differs.");
            }
        }

        Assert.All(senders, sender => Assert.True(sender.Join(Patience.Limit)));
        Assert.Contains("accepted 3, in 30.0 MiB, out 30.0 MiB, ", server.Stop(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_processor_that_is_not_there_is_reported_in_one_line()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "This system does not bind threads to processors.");
        Assert.SkipWhen(Environment.ProcessorCount > 63, "There is a processor 63 here.");

        using Pollecho server = Pollecho.Run("server", "--port", "0", "--cpu", "63");

        Expect.OneErrorLine(server, server.ExitCode == 2 ? 2 : 1, "63");
        Assert.Equal("", server.Output.Text);
    }

    [Fact]
    public void Loops_bound_to_a_processor_serve_as_others_do()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "This system does not bind threads to processors.");
        using PollechoServer server = PollechoServer.Start("--threads", "2", "--cpu", "0");

        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "10", "--interval", "1ms");

        Expect.VerifiedReplies(client, 10);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A network that cuts, delays, stalls and breaks: no byte is wrong or missing, but for the end of what was reset.</summary>
[Trait(Soak.Trait, "yes")]
[Collection(NetworkNamespace.Collection)]
public sealed class BadNetworkTests(ITestOutputHelper output)
{
    private const int Connections = 20;

    [Theory]
    [InlineData("adaptive", 1)]
    [InlineData("epoll", 2)]
    [InlineData("spin", 3)]
    public void Through_a_proxy_that_cuts_stalls_and_resets_every_byte_is_right(string wait, int seed)
    {
        Assert.SkipUnless(wait != "epoll" || OperatingSystem.IsLinux(), "epoll is Linux's");
        byte[] sent = Payload.Random(Soak.Scale(64 << 10, (100 << 20) / Connections));
        byte[] expected = Payload.Upper(sent);
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--json", "--stats", "20ms");
        using var proxy = new FaultyProxy(server.Port, seed, TimeSpan.FromMilliseconds(Soak.Scale(100, 3000)));
        output.WriteLine($"seed {seed}");
        SocketPeer[] peers = [.. Enumerable.Range(0, Connections).Select(_ => new SocketPeer(proxy.Port))];
        Thread[] senders = Array.ConvertAll(peers, peer => peer.BeginToSendAll(sent));
        (byte[] Bytes, bool Reset)[] replies = new (byte[], bool)[Connections];

        Thread[] readers = [.. peers.Select((peer, i) => new Thread(() => replies[i] = peer.ReceiveToEndOrReset()))];
        Array.ForEach(readers, reader => reader.Start());
        Array.ForEach(readers, reader => reader.Join());

        Array.ForEach(senders, sender => Assert.True(sender.Join(Patience.Limit)));
        bool[] broke = [.. replies.Select((reply, i) => reply.Reset || peers[i].SendBroke)];
        output.WriteLine($"broke: {string.Join(", ", replies.Select((reply, i) => broke[i] ? $"#{i} after {reply.Bytes.Length:N0} bytes ({(reply.Reset ? "receiver" : "sender")})" : "").Where(text => text.Length > 0))}");
        Assert.All(replies, reply => Assert.True(expected.AsSpan().StartsWith(reply.Bytes), "A reply differs."));
        Assert.All(replies.Zip(broke), one => Assert.True(one.Second || one.First.Bytes.Length == sent.Length, $"{one.First.Bytes.Length} of {sent.Length} bytes came back."));
        Assert.Equal(Connections / 5, broke.Count(one => one));
        Array.ForEach(peers, peer => peer.Dispose());
        server.Process.WaitForLine("\"rlist\":0,\"wlist\":0,", after: server.Process.Output.Lines.Count);
        server.Stop();
    }

    [Fact(Explicit = true)]
    public void A_link_that_goes_down_and_comes_back_loses_no_message()
    {
        using var space = NetworkNamespace.Create();
        string link = $"pe{Environment.ProcessId}";
        NetworkNamespace.Ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", space.Name);
        NetworkNamespace.Ip("addr", "add", "10.213.7.1/30", "dev", link);
        NetworkNamespace.Ip("link", "set", link, "up");
        space.IpInside("addr", "add", "10.213.7.2/30", "dev", "eth0");
        space.IpInside("link", "set", "eth0", "up");
        using PollechoServer server = PollechoServer.StartIn(space, "10.213.7.2");
        using Pollecho client = Pollecho.Start(
            "client", $"10.213.7.2:{server.Port}", "--connections", "20", "--duration", "12s", "--timeout", "10s");
        for (int i = 0; i < 3; i++)
        {
            Thread.Sleep(1000);
            NetworkNamespace.Ip("link", "set", link, "down");
            Thread.Sleep(1000);
            NetworkNamespace.Ip("link", "set", link, "up");
        }

        client.WaitForExit();
        output.WriteLine(client.Output.Text);
        Assert.True(client.ExitCode == 0, $"{client}");
        server.Stop();
    }

    [Theory]
    [InlineData("adaptive")]
    [InlineData("select")]
    public void Over_a_slow_path_that_loses_packets_a_stop_loses_no_reply(string wait)
    {
        // So many at once that some of them lose the very packets that their stop depends on.
        int stops = Soak.Scale(12, 100);
        using var space = NetworkNamespace.Create();
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        using var link = new LossyLink(space, TimeSpan.FromMilliseconds(150), loss: 0.02, seed);
        var servers = new List<PollechoServer>();
        var peers = new List<Chatter>();
        try
        {
            for (int i = 0; i < stops; i++)
            {
                servers.Add(PollechoServer.StartIn(space, link.Address, "--wait", wait, "--json", "--drain", "1h"));
                peers.Add(new Chatter(new IPEndPoint(IPAddress.Parse(link.Address), servers[i].Port)));
            }

            peers.ForEach(peer => peer.WaitForReplies(1_000));
            servers.ForEach(server => server.Process.Terminate());
            for (int i = 0; i < stops; i++)
            {
                JsonElement totals = JsonDocument.Parse(servers[i].Stopped()).RootElement;
                (long received, SocketError end) = peers[i].WaitForEnd();
                Assert.Equal(SocketError.Success, end);
                Assert.Equal(totals.GetProperty("out_bytes").GetInt64(), received);
                Assert.Equal(totals.GetProperty("in_bytes").GetInt64(), received);
            }
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
            servers.ForEach(server => server.Dispose());
        }
    }
}

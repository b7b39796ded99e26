using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>What the server reports at its bounds, and that it goes on serving.</summary>
public sealed class LimitTests
{
    private const int Handles = 64;
    private const int TooMany = 80;

    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void Out_of_file_handles_the_server_goes_on_without_asking_again_and_again(string wait)
    {
        const int Rounds = 10;
        using PollechoServer server = PollechoServer.StartAfter(
            $"ulimit -n {Handles}", "--wait", wait, "--max-connections", "1000", "--json", "--stats", "20ms");
        int putOff = 0;
        for (int round = 0; round < Rounds; round++)
        {
            var peers = new List<SocketPeer>();
            try
            {
                for (int i = 0; i < TooMany; i++)
                {
                    peers.Add(new SocketPeer(server.Port));
                    peers[i].Send("hello"u8);
                }

                // Once more than in the rounds before: every line has the total so far.
                int before = putOff;
                Assert.True(SpinWait.SpinUntil(() => (putOff = PutOff(server.Process.Output.Lines[^1])) > before, Patience.Limit), $"{server.Process}");
                Assert.Equal("HELLO"u8, peers[0].Receive(5));

                // As those that were served go, the others have their turn.
                foreach (SocketPeer peer in peers[1..])
                {
                    peers[0].Dispose();
                    peers[0] = peer;
                    Assert.Equal("HELLO"u8, peer.Receive(5));
                }
            }
            finally
            {
                peers.ForEach(peer => peer.Dispose());
            }

            server.Process.WaitForLine("\"rlist\":0,\"wlist\":0,", after: server.Process.Output.Lines.Count);
        }

        server.Process.Terminate();
        server.Process.WaitForExit();
        JsonElement totals = JsonDocument.Parse(server.Process.Output.Lines[^1]).RootElement;
        Assert.Equal(Rounds * TooMany, totals.GetProperty("accepted").GetInt32());

        // Ten a second, and one for each connection that closed.
        double most = (totals.GetProperty("elapsed_s").GetDouble() * 10) + (Rounds * TooMany);
        Assert.InRange(totals.GetProperty("errors").GetProperty("accept_put_off").GetInt32(), Rounds, most);
        Assert.InRange(server.Process.Errors.Lines.Count, 1, Rounds * (TooMany - 1));
        Assert.All(server.Process.Errors.Lines, line => Assert.StartsWith("pollecho server: cannot accept now: out of file handles; ", line, StringComparison.Ordinal));
    }

    private static int PutOff(string line) =>
        Regex.Match(line, "\"accept_put_off\":(\\d+)") is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [Fact]
    public void Out_of_file_handles_a_blocking_server_sleeps_and_says_it_once()
    {
        using PollechoServer server = PollechoServer.StartAfter(
            $"ulimit -n {Handles}", "--wait", "select", "--max-connections", "1000", "--json", "--stats", "20ms");
        SocketPeer[] peers = [.. Enumerable.Range(0, TooMany).Select(_ => new SocketPeer(server.Port))];

        // Each attempt is a turn that the loop was woken for, and there are ten a second. Hardly any turns besides.
        Match line = server.Process.WaitForLine("^.*\"accept_put_off\":([2-9][0-9]|[0-9]{3,})}.*$");
        JsonElement soFar = JsonDocument.Parse(line.Value).RootElement;
        double attempts = (soFar.GetProperty("elapsed_s").GetDouble() * 10) + 1;
        Assert.InRange(PutOff(line.Value), 20, attempts);
        Assert.InRange(soFar.GetProperty("turns").GetInt32(), 20, attempts + TooMany);
        server.Process.Terminate();
        server.Process.WaitForExit();

        Assert.Single(server.Process.Errors.Lines);
        Array.ForEach(peers, peer => peer.Dispose());
    }

    [Fact]
    public void By_itself_the_server_keeps_within_its_file_handles()
    {
        using PollechoServer server = PollechoServer.StartAfter($"ulimit -n {Handles}", "--json", "--stats", "20ms");
        SocketPeer[] peers = [.. Enumerable.Range(0, TooMany).Select(_ => new SocketPeer(server.Port))];

        Match full = server.Process.WaitForLine("\"rlist\":(?<open>\\d+),\"wlist\":0,\"accepted\":(?<accepted>\\d+),.*\"errors\":{\"turned_away\":(?<away>\\d\\d)}");
        peers[0].Send("hello"u8);
        Assert.Equal("HELLO"u8, peers[0].Receive(5));
        Assert.Empty(peers[^1].ReceiveToEnd());

        server.Stop();
        Assert.Equal(full.Groups["open"].Value, full.Groups["accepted"].Value);
        Array.ForEach(peers, peer => peer.Dispose());
    }

    [Fact]
    public void What_a_user_may_raise_the_limit_of_file_handles_to_is_used()
    {
        using PollechoServer server = PollechoServer.StartAfter($"ulimit -Sn {Handles}");
        SocketPeer[] peers = [.. Enumerable.Range(0, TooMany).Select(_ => new SocketPeer(server.Port))];

        Assert.All(peers, peer =>
        {
            peer.Send("hello"u8);
            Assert.Equal("HELLO"u8, peer.Receive(5));
        });

        Array.ForEach(peers, peer => peer.Dispose());
    }

    [Fact]
    public void What_went_wrong_is_reported_by_kind_and_only_then()
    {
        using PollechoServer server = PollechoServer.Start("--stats", "20ms", "--max-connections", "1");
        server.Process.WaitForLine(@"empty turns [\d,]+$");
        var first = new SocketPeer(server.Port);
        first.Send("hello"u8);
        Assert.Equal("HELLO"u8, first.Receive(5));
        using (var second = new SocketPeer(server.Port))
        {
            Assert.Empty(second.ReceiveToEnd());
        }

        server.Process.WaitForLine("  1 turned away at the limit$");
        first.Reset();
        server.Process.WaitForLine("^rlist 0 .*  1 turned away at the limit, 1 reset by the peer$");

        Assert.EndsWith("; 1 turned away at the limit, 1 reset by the peer", server.Stop(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--idle-timeout", "idle for too long")]
    [InlineData("--send-timeout", "took no reply for too long")]
    public void A_peer_that_does_nothing_for_too_long_is_closed(string option, string reported)
    {
        using PollechoServer server = PollechoServer.Start("--stats", "20ms", option, "200ms");
        using var peer = new SocketPeer(server.Port);
        if (option == "--send-timeout")
        {
            peer.BeginToSendAll(Payload.Random(10 << 20));
        }

        server.Process.WaitForLine($"^rlist 0  wlist 0  accepted 1 .*  1 {reported}$");

        Assert.EndsWith($"; 1 {reported}", server.Stop(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.1", false)]
    public void A_server_for_every_address_says_so(string address, string reachedAt, bool says)
    {
        using Pollecho server = Pollecho.Start("server", "--port", "0", "--bind", address);
        Match port = server.WaitForLine(@"^pollecho server: listening on \S+:(\d+),");
        using Pollecho client = Pollecho.Run("client", $"{reachedAt}:{port.Groups[1].Value}", "--count", "1");
        Expect.VerifiedReplies(client, 1);
        server.Terminate();
        server.WaitForExit();

        Assert.Equal(0, server.ExitCode);
        Assert.Equal(says ? 1 : 0, server.Errors.Lines.Count);
        Assert.All(server.Errors.Lines, line => Assert.Contains("every address of this machine", line, StringComparison.Ordinal));
    }
}

using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>At the limit of connections nobody is refused whose place has been left.</summary>
public sealed class FullHouseTests
{
    private const int Rounds = 300;

    /// <summary>Every strategy with one loop and with two.</summary>
    public static TheoryData<string, int> StrategiesAndThreads
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string strategy in Strategies.All)
            {
                cases.Add(strategy, 1);
                cases.Add(strategy, 2);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(StrategiesAndThreads))]
    public void A_peer_that_closes_and_comes_again_at_once_finds_its_place(string wait, int threads)
    {
        // One place more than the peer needs for each other loop, so that its place is now on this loop, now on that.
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--threads", $"{threads}", "--max-connections", $"{threads}", "--json");
        SocketPeer[] others = [.. Enumerable.Range(1, threads - 1).Select(_ => new SocketPeer(server.Port))];
        Array.ForEach(others, AssertServed);
        int refused = 0;
        for (int i = 0; i < Rounds; i++)
        {
            using var peer = new SocketPeer(server.Port);
            refused += peer.IsServed() ? 0 : 1;
        }

        for (int i = 0; i < Rounds; i++)
        {
            var peer = new SocketPeer(server.Port);
            refused += peer.IsServed() ? 0 : 1;
            peer.Reset();
        }

        Array.ForEach(others, peer => peer.Dispose());

        // A system that is busy may bring the end of one connection long after the next one, and then that one is turned away.
        Assert.InRange(refused, 0, Rounds / 20);
        Match turnedAway = Regex.Match(server.Stop(), "\"turned_away\":(\\d+)");
        Assert.Equal(refused == 0 ? "" : $"{refused}", turnedAway.Groups[1].Value);
    }

    [Theory]
    [MemberData(nameof(StrategiesAndThreads))]
    public void Who_comes_too_many_is_refused_while_nobody_goes(string wait, int threads)
    {
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--threads", $"{threads}", "--max-connections", "2", "--json");
        using var one = new SocketPeer(server.Port);
        using var two = new SocketPeer(server.Port);
        AssertServed(one);
        AssertServed(two);
        for (int i = 0; i < 20; i++)
        {
            using var third = new SocketPeer(server.Port);
            Assert.Empty(third.ReceiveToEnd());
            AssertServed(one);
            AssertServed(two);
        }

        Assert.Contains("\"turned_away\":20", server.Stop(), StringComparison.Ordinal);
    }

    private static void AssertServed(SocketPeer peer)
    {
        peer.Send("x"u8);
        Assert.Equal("X"u8, peer.Receive(1));
    }
}

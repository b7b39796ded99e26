using System.Net.Sockets;
using Pollecho.Server;
using Pollecho.Waiting;

namespace Pollecho.Tests.Server;

/// <summary>What a message costs, counted, not timed.</summary>
public class HotPathTests
{
    private const int Messages = 100_000;

    [Theory, MemberData(nameof(EchoServerTests.Strategies), MemberType = typeof(EchoServerTests))]
    public void A_hundred_thousand_messages_allocate_nothing(string strategy)
    {
        // With sleep a message takes a nap each unless many are under way, so here they are sent in batches.
        using var server = new RunningServer(strategy, limits: new() { IdleTimeout = TimeSpan.FromHours(1) });
        using Socket peer = server.Connect();
        byte[] batch = new byte[1_000];
        byte[] reply = new byte[1_000];
        Exchange(peer, batch, reply, 20);

        long allocated = Allocation.Of(
            () =>
            {
                Exchange(peer, batch, reply, strategy == "sleep" ? 100 : Messages / 1000);
                ExchangeEach(peer, strategy == "sleep" ? 200 : Messages);
            },
            server.AllocatedBytes);

        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData("spin")]
    [InlineData("adaptive")]
    [InlineData("select")]
    [InlineData("epoll")]
    [InlineData("kqueue")]
    [InlineData("afd")]
    public void A_message_costs_one_receive_and_one_send(string strategy)
    {
        Assert.SkipUnless(WaitStrategies.Find(strategy)!.IsAvailable, $"This system has no {strategy}.");
        using var server = new RunningServer(strategy);
        using Socket peer = server.Connect();
        ExchangeEach(peer, 1000);

        // Between two turns: the last reply may be here before the loop has counted it, and a receive is counted before
        // what became of it.
        server.HoldUp();
        ServerCounters totals = server.Counters;
        Assert.Equal(1000, totals.Sends);
        Assert.Equal(1000, totals.Receives - totals.WouldBlock);
        if (WaitStrategies.Readiness.Any(kind => kind.Name == strategy))
        {
            // The system said which socket was ready: no receive was for nothing.
            Assert.Equal(0, totals.WouldBlock);
        }
    }

    [Theory]
    [InlineData("select")]
    [InlineData("epoll")]
    [InlineData("kqueue")]
    [InlineData("afd")]
    public void A_stream_that_fills_the_buffer_is_received_four_times_in_a_turn(string strategy)
    {
        Assert.SkipUnless(WaitStrategies.Find(strategy)!.IsAvailable, $"This system has no {strategy}.");
        using var server = new RunningServer(strategy, limits: new() { MaxBuffer = 1000 });
        using Socket peer = server.Connect();
        ExchangeEach(peer, 1);
        server.HoldUp();
        ServerCounters before = server.Counters;

        peer.Send(new byte[40_000]);
        server.Gate.Set();
        peer.ReceiveExactly(40_000);

        // One more turn may end the holding up, and the last may not be counted yet.
        ServerCounters after = server.Counters;
        Assert.Equal(40, after.Receives - before.Receives);
        Assert.InRange(after.Turns - before.Turns, 9, 11);
    }

    private static void Exchange(Socket peer, byte[] batch, byte[] reply, int times)
    {
        for (int i = 0; i < times; i++)
        {
            peer.Send(batch);
            for (int received = 0; received < reply.Length;)
            {
                received += peer.Receive(reply.AsSpan(received));
            }
        }
    }

    private static void ExchangeEach(Socket peer, int times)
    {
        byte[] one = [(byte)'x'];
        for (int i = 0; i < times; i++)
        {
            peer.Send(one);
            peer.Receive(one);
        }
    }
}

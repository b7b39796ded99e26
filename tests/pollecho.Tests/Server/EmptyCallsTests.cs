using System.Net;
using System.Net.Sockets;
using Pollecho.Server;
using Pollecho.Sockets;
using Pollecho.Tests.Waiting;
using Pollecho.Waiting;

namespace Pollecho.Tests.Server;

/// <summary>Which calls are counted as having found nothing.</summary>
public class EmptyCallsTests
{
    private const int Turns = 100;

    /// <summary>A server that stops looks for a connection once more.</summary>
    private const int LastLook = 1;

    [Fact]
    public void A_readiness_call_that_found_nothing_is_one()
    {
        ServerCounters totals = Run(stop => new StubStrategy(stop));

        Assert.Equal(Turns, totals.EmptyWaits);
        Assert.Equal((LastLook, 0), (totals.EmptyAccepts, totals.WouldBlock));
        Assert.Equal(Turns + LastLook, totals.EmptyCalls);
    }

    [Fact]
    public void A_look_for_a_connection_that_found_none_is_one()
    {
        ServerCounters totals = Run(stop => new StubStrategy(stop, accept: true));

        Assert.Equal((0, 0), (totals.EmptyWaits, totals.WouldBlock));
        Assert.Equal(Turns + LastLook, totals.EmptyAccepts);
        Assert.Equal(Turns + LastLook, totals.EmptyCalls);
    }

    [Fact]
    public void A_receive_that_would_have_blocked_is_one()
    {
        var counters = new ServerCounters { WouldBlock = 1, EmptyAccepts = 20, EmptyWaits = 300 };
        var totals = new ServerCounters();
        totals.Add(counters);

        Assert.Equal(321, totals.EmptyCalls);
    }

    /// <summary>A server that nobody connects to, stopped in its hundredth turn.</summary>
    private static ServerCounters Run(Func<Action<long>, IWaitStrategy> create)
    {
        using var stop = new CancellationTokenSource();
        using Socket listener = Listener.Open(new IPEndPoint(IPAddress.Loopback, 0), 16);
        int waits = 0;
        using var server = new EchoServerGroup(listener, new ServerOptions(Ways.Of(() => create(_ =>
        {
            if (++waits == Turns)
            {
                stop.Cancel();
            }
        }))));
        server.Run(stop.Token);

        ServerCounters totals = server.Totals();
        Assert.Equal(Turns, totals.EmptyTurns);
        return totals;
    }
}

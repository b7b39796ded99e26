using System.Diagnostics;
using System.Net;
using Pollecho.Client;
using Pollecho.Tests.Waiting;
using Pollecho.Waiting;

namespace Pollecho.Tests.Client;

/// <summary>How connections are opened.</summary>
public class ClientConnectionsTests
{
    [Fact]
    public void Connects_that_fail_at_once_are_few_at_a_time_too()
    {
        // No system connects to that address, and most say so at once.
        var options = new RunOptions(new IPEndPoint(IPAddress.Broadcast, 1), new UniquePayload(16, Expect.Upper), Ways.Of("spin")) { Connections = 1_000 };
        using IWaitStrategy wait = options.Wait.Create();
        var tally = new RunTally(new MeasuredWindow(), openLoop: false);
        var connections = new ClientConnections(options, LoopShare.Divide(options)[0], wait, [tally], []);

        connections.OpenMore(Stopwatch.GetTimestamp());
        long first = tally.Faults.ConnectFailed;
        connections.OpenMore(Stopwatch.GetTimestamp());
        connections.CloseAll(stopped: false);

        Assert.InRange(first, 0, 128);
        Assert.InRange(tally.Faults.ConnectFailed, 0, 256);
        Assert.False(connections.Targets.AllTried);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Pollecho.Platform;
using Pollecho.Server;
using Pollecho.Sockets;
using Pollecho.Tests.Waiting;
using Pollecho.Waiting;

namespace Pollecho.Tests.Server;

/// <summary>The sign of life that a server gives while each of its loops turns.</summary>
public class WatchdogTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void It_speaks_each_time_that_every_loop_has_turned()
    {
        int said = 0;
        var watchdog = new Watchdog(3, Timeout, () => said++);
        Assert.Equal(Timeout / 4, watchdog.Every);

        int[] saidAfter = [.. ((int[])[0, 1, 1, 0, 2, 2, 1, 2, 0, 0]).Select(loop =>
        {
            watchdog.Turned(loop);
            return said;
        })];

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1, 2, 2], saidAfter);
    }

    [Fact]
    public void A_loop_that_has_ended_is_not_waited_for()
    {
        int said = 0;
        var watchdog = new Watchdog(3, Timeout, () => said++);

        int[] saidAfter = [.. ((Action[])[
            () => watchdog.Turned(0),
            () => watchdog.Turned(1),
            () => watchdog.Ended(2),
            () => watchdog.Turned(1),
            () => watchdog.Ended(1),
            () => watchdog.Turned(0),
            () => watchdog.Turned(0),
            () => watchdog.Ended(0)]).Select(act =>
        {
            act();
            return said;
        })];

        Assert.Equal([0, 0, 1, 1, 1, 2, 3, 3], saidAfter);
    }

    [Theory, MemberData(nameof(EchoServerTests.Strategies), MemberType = typeof(EchoServerTests))]
    public async Task A_loop_that_stands_still_silences_the_others(string strategy)
    {
        using var directory = new TemporarySocket();
        using Socket messages = TemporarySocket.Create(SocketType.Dgram);
        messages.Bind(directory.EndPoint);
        using var manager = new ServiceManager(directory.Path, Timeout);
        using var gate = new ManualResetEventSlim();
        int made = 0;
        IWaitStrategy Create() => ++made == 2 ? new StubStrategy(_ => gate.Wait()) : Ways.Of(strategy).Create();
        using Socket listener = Listener.Open(new IPEndPoint(IPAddress.Loopback, 0), 16);
        using var server = new EchoServerGroup(listener, new ServerOptions(Ways.Of(Create)) { Threads = 2, Manager = manager });
        using var stop = new CancellationTokenSource();
        Task run = OwnThread.Run(() => server.Run(stop.Token));

        // An idle loop that blocks makes a turn for each of its reports, and no other.
        Patience.Until(() => server.Loops[0].Counters.Turns > 20);
        bool spoke = messages.Poll(0, SelectMode.SelectRead);
        gate.Set();
        byte[] message = new byte[64];
        int length = messages.Receive(message);

        await stop.CancelAsync();
        await run;
        Assert.False(spoke);
        Assert.Equal("WATCHDOG=1", Encoding.ASCII.GetString(message, 0, length));
    }
}

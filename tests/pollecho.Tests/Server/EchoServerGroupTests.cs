using System.Net;
using System.Net.Sockets;
using System.Text;
using Pollecho.Server;
using Pollecho.Sockets;
using Pollecho.Tests.Waiting;
using Pollecho.Waiting;

namespace Pollecho.Tests.Server;

/// <summary>Several loops on one listener.</summary>
public class EchoServerGroupTests
{
    [Theory, MemberData(nameof(EchoServerTests.Strategies), MemberType = typeof(EchoServerTests))]
    public void Connections_are_dealt_out_evenly_and_the_totals_add_up(string strategy)
    {
        const int Connections = 31;
        using var server = new RunningServer(strategy, threads: 3);
        Socket[] peers = [.. Enumerable.Range(0, Connections).Select(_ => server.Connect())];
        try
        {
            for (int i = 0; i < Connections; i++)
            {
                peers[i].Send(Encoding.ASCII.GetBytes($"peer {i:d2}"));
                Assert.Equal($"PEER {i:d2}", Encoding.ASCII.GetString(peers[i].ReceiveExactly(7)));
            }

            // A peer may have its reply before the loop has counted it.
            Patience.Until(() => server.Counters.BytesOut == Connections * 7);
            int[] open = [.. server.LoopCounters.Select(counters => counters.Open)];
            Assert.Equal(Connections, open.Sum());
            Assert.InRange(open.Max() - open.Min(), 0, 1);
            Assert.All(server.LoopCounters, counters => Assert.Equal(counters.Open * 7, counters.BytesOut));
            Assert.Equal(Connections * 7, server.Counters.BytesIn);
            Assert.Equal(Connections, server.Counters.Accepted);
        }
        finally
        {
            Array.ForEach(peers, peer => peer.Dispose());
        }

        Patience.Until(() => server.Counters.Open == 0);
    }

    [Fact]
    public void A_loop_whose_connections_closed_gets_the_next_ones()
    {
        using var server = new RunningServer("select", threads: 2);
        Socket[] peers = [.. Enumerable.Range(0, 6).Select(_ => Greeted(server))];

        // Every other one: all that one of the loops has.
        foreach (int i in (int[])[0, 2, 4])
        {
            peers[i].Dispose();
        }

        Patience.Until(() => server.Counters.Open == 3);
        using Socket one = Greeted(server);
        using Socket two = Greeted(server);
        using Socket three = Greeted(server);

        Assert.Equal([3, 3], server.LoopCounters.Select(counters => counters.Open));
        Array.ForEach(peers, peer => peer.Dispose());
    }

    [Theory, MemberData(nameof(EchoServerTests.Strategies), MemberType = typeof(EchoServerTests))]
    public void Stopping_ends_every_loop(string strategy)
    {
        using var server = new RunningServer(strategy, threads: 4);
        using Socket peer = Greeted(server);

        server.Stop();

        Assert.Equal(0, server.Counters.Open);
    }

    [Fact]
    public void A_loop_that_fails_stops_the_others_and_is_reported()
    {
        using Socket listener = Listener.Open(new IPEndPoint(IPAddress.Loopback, 0), 16);
        int made = 0;
        using var server = new EchoServerGroup(listener, new ServerOptions(Ways.Of(() => ++made == 2 ? new StubStrategy(_ => throw new NotSupportedException()) : new SelectStrategy())) { Threads = 3 });

        Assert.Throws<NotSupportedException>(() => server.Run(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Loops_are_pinned_to_the_processors_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads the kernel's account of it");
        using Socket listener = Listener.Open(new IPEndPoint(IPAddress.Loopback, 0), 16);
        var asked = new List<string>();
        IWaitStrategy Create() => new StubStrategy(_ =>
        {
            lock (asked)
            {
                asked.Add(File.ReadLines("/proc/thread-self/status").Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal))[18..].Trim());
            }

            throw new NotSupportedException();
        });
        using var server = new EchoServerGroup(listener, new ServerOptions(Ways.Of(Create)) { Cpus = [0] });

        // On a thread of its own, which stays pinned.
        var thread = new Thread(() => Assert.Throws<NotSupportedException>(() => server.Run(CancellationToken.None)));
        thread.Start();
        thread.Join();

        Assert.Equal(["0"], asked);
    }

    private static Socket Greeted(RunningServer server)
    {
        Socket peer = server.Connect();
        peer.Send("x"u8);
        peer.ReceiveExactly(1);
        return peer;
    }
}

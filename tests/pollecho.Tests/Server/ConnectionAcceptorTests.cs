using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Server;
using Pollecho.Sockets;
using Pollecho.Tests.Waiting;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Tests.Server;

public sealed class ConnectionAcceptorTests : IDisposable
{
    /// <summary>How long a connection waits for a place before the loops are asked to look, see <see cref="PlaceQueue"/>.</summary>
    private static readonly TimeSpan PlaceWait = TimeSpan.FromMilliseconds(25);

    private readonly Socket _listener = Listener.Open(new IPEndPoint(IPAddress.Loopback, 0), 100);
    private readonly List<Socket> _sockets = [];

    [Fact]
    public void A_flood_is_accepted_in_bursts_with_turns_between()
    {
        using var wait = new SelectStrategy();
        var acceptor = new ConnectionAcceptor(_listener, wait, new ServerLimits(), new SocketTuning(), new LookRound([wait]), null);
        Connect(40);

        Assert.Equal([16, 16, 8, 0], Enumerable.Range(0, 4).Select(_ => Burst(acceptor)));
    }

    [Fact]
    public void At_the_limit_nobody_is_turned_away_before_every_loop_has_looked()
    {
        using var wait = new SelectStrategy();
        using var other = new SelectStrategy();
        var look = new LookRound([wait, other]);
        var acceptor = new ConnectionAcceptor(_listener, wait, new ServerLimits { MaxConnections = 4 }, new SocketTuning(), look, null);
        Connect(16);

        // A loop that was kept off the processor in the burst may find there that the others have waited long enough.
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(4, Burst(acceptor));
        Assert.True(acceptor.AskBy != Deadline.Never || Stopwatch.GetElapsedTime(start) >= PlaceWait);
        Patience.Until(() => acceptor.AskBy == Deadline.Never || Stopwatch.GetTimestamp() >= acceptor.AskBy);
        Assert.Equal(0, Burst(acceptor));
        Assert.Equal(0, acceptor.Counters.TurnedAway);

        // A look is three whole turns, from one boundary between turns to the next, on each loop.
        for (int boundary = 0; boundary < 4; boundary++)
        {
            look.BetweenTurns(0);
        }

        for (int boundary = 0; boundary < 3; boundary++)
        {
            look.BetweenTurns(1);
        }

        Assert.Equal(0, Burst(acceptor));
        Assert.Equal(0, acceptor.Counters.TurnedAway);

        // Two places are left meanwhile, for those who have waited longest; the others go when their time is up.
        acceptor.Closed();
        acceptor.Closed();
        Assert.Equal(2, Burst(acceptor));
        Patience.Until(
            () =>
            {
                look.BetweenTurns(0);
                look.BetweenTurns(1);
                Assert.Equal(0, Burst(acceptor));
                return acceptor.Counters.TurnedAway == 10;
            });
        Assert.Equal(Deadline.Never, acceptor.AskBy);
    }

    [Fact]
    public void A_burst_is_never_more_than_there_is_room_to_wait_in()
    {
        using var wait = new SelectStrategy();
        var acceptor = new ConnectionAcceptor(_listener, wait, new ServerLimits { MaxConnections = 1 }, new SocketTuning(), new LookRound([wait]), null);
        Connect(60);

        for (int i = 0; i < 5; i++)
        {
            Burst(acceptor);
        }

        Assert.Equal(1 + 16, acceptor.Accepts);
    }

    [Fact]
    public void A_connection_that_the_system_cannot_watch_is_closed_and_the_others_are_served()
    {
        int watched = 0;
        using var server = new EchoServerGroup(
            _listener, new ServerOptions(Ways.Of(() => new FailingWatch(new SelectStrategy(), () => ++watched == 2))));
        using var stop = new CancellationTokenSource();
        var thread = new Thread(() => server.Run(stop.Token));
        thread.Start();
        Connect(3);

        // The listener is the first to be watched, the first connection the second.
        Assert.Equal(0, _sockets[0].Receive(new byte[1]));
        foreach (Socket peer in _sockets[1..])
        {
            peer.Send("x"u8);
            Assert.Equal("X"u8.ToArray(), peer.ReceiveExactly(1));
        }

        Assert.True(server.Totals() is { TurnedAway: 1, Open: 2 });
        stop.Cancel();
        thread.Join();
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }

    private int Burst(ConnectionAcceptor acceptor)
    {
        int accepted = 0;
        while (acceptor.Next(out Socket? socket) == SocketError.Success)
        {
            _sockets.Add(socket!);
            accepted++;
        }

        return accepted;
    }

    private void Connect(int connections)
    {
        for (int i = 0; i < connections; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = Patience.Milliseconds };
            _sockets.Add(socket);
            socket.Connect(_listener.LocalEndPoint!);
        }
    }

    private sealed class FailingWatch(IWaitStrategy wait, Func<bool> fails) : IWaitStrategy
    {
        public void Watch(Pollable pollable, Interest interest)
        {
            if (fails())
            {
                throw new Win32Exception(28);
            }

            wait.Watch(pollable, interest);
        }

        public void Unwatch(Pollable pollable) => wait.Unwatch(pollable);

        public Ready Wait(int work, long deadline) => wait.Wait(work, deadline);

        public void Wake() => wait.Wake();

        public void Dispose() => wait.Dispose();
    }
}

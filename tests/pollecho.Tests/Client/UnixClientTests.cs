using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Sockets;
using Pollecho.Tests.Server;
using Pollecho.Tests.Waiting;

namespace Pollecho.Tests.Client;

/// <summary>Runs of the client over unix sockets, where a connect succeeds at once, fails at once, or has to be made again.</summary>
public sealed class UnixClientTests : IDisposable
{
    private readonly TemporarySocket _socket = new();

    public static TheoryData<string> Strategies => EchoServerTests.Strategies;

    public void Dispose() => _socket.Dispose();

    [Theory, MemberData(nameof(Strategies))]
    public void A_load_gets_every_reply(string strategy)
    {
        using var server = new RunningServer(strategy, at: _socket.EndPoint);

        RunResult result = Run(options => options with { Connections = 20, Pipeline = 8, Threads = 2, Count = 4_000 }, strategy);

        Assert.True(result is { Connected: 20, Sent: 4_000, Answered: 4_000, Faults.Total: 0 });
    }

    [Fact]
    public void More_connections_than_the_queue_has_room_for_are_opened_as_they_are_accepted()
    {
        using Socket listener = Listener.Open(_socket.EndPoint, 1);
        var accepted = new List<Socket>();
        RunResult? result = null;
        var client = new Thread(() => result = Run(options => options with { Connections = 300, Count = 300, Timeout = TimeSpan.FromMilliseconds(100), ConnectTimeout = Patience.Limit }));
        client.Start();

        Patience.Until(() =>
        {
            if (SocketCalls.Accept(listener, new SocketTuning(), out Socket? socket) == SocketError.Success)
            {
                accepted.Add(socket!);
            }

            return accepted.Count == 300;
        });

        // Nobody answers: it is the connections that count here.
        Assert.True(client.Join(Patience.Limit));
        Assert.True(result is { Connected: 300, Faults: { Refused: 0, ConnectTimedOut: 0, ConnectFailed: 0, TimedOut: 300 } });
        accepted.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public void Connections_that_nobody_accepts_time_out()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems refuse such a connect");
        using Socket listener = Listener.Open(_socket.EndPoint, 1);

        RunResult result = Run(options => options with { Connections = 100, Count = 100, ConnectTimeout = TimeSpan.FromMilliseconds(200), Timeout = TimeSpan.FromMilliseconds(100) });

        Assert.InRange(result.Connected, 1, 5);
        Assert.Equal(100 - result.Connected, result.Faults.ConnectTimedOut);
        Assert.Equal(SocketError.TimedOut, result.LastError);
    }

    [Fact]
    public void A_stop_does_not_wait_for_connections_that_are_put_off()
    {
        using Socket listener = Listener.Open(_socket.EndPoint, 1);
        using var stop = new CancellationTokenSource();
        RunResult? result = null;
        var client = new Thread(() => result = Run(options => options with { Connections = 100, ConnectTimeout = TimeSpan.FromHours(1) }, stop: stop.Token));
        client.Start();
        Patience.Until(() => listener.Poll(0, SelectMode.SelectRead));

        stop.Cancel();

        Assert.True(client.Join(Patience.Limit));
        Assert.True(result is { Sent: 0, Faults.Total: 0 });
    }

    [Fact]
    public void A_server_that_is_not_there_is_told_from_one_that_has_gone()
    {
        Assert.True(Run(options => options with { Count = 1 }) is { Faults: { ConnectFailed: 1, Total: 1 }, LastError: SocketErrors.NoSuchFile });

        _socket.LeaveStale();
        Assert.True(Run(options => options with { Count = 1 }) is { Faults: { Refused: 1, Total: 1 }, LastError: SocketError.ConnectionRefused });
    }

    [Fact]
    public void A_server_that_comes_back_on_the_same_path_is_reached_again()
    {
        var first = new RunningServer("select", at: _socket.EndPoint);
        RunResult? result = null;
        var client = new Thread(() => result = Run(options => options with { Connections = 3, Count = 50_000, Reconnect = true, ConnectTimeout = Patience.Limit }));
        client.Start();
        Patience.Until(() => first.Counters.BytesOut > 10_000);
        first.Dispose();
        using var second = new RunningServer("select", at: _socket.EndPoint);

        Assert.True(client.Join(Patience.Limit));
        Assert.Equal(3, result!.Connected);
        Assert.InRange(result.Reopened, 3, long.MaxValue);
        Assert.True(second.Counters.Accepted >= 3);
    }

    private RunResult Run(Func<RunOptions, RunOptions> change, string strategy = "adaptive", CancellationToken? stop = null)
    {
        var options = new RunOptions(_socket.EndPoint, new UniquePayload(64, Expect.Upper), Ways.Of(strategy));
        using var run = new ClientRun(change(options));
        return run.Run(stop ?? TestContext.Current.CancellationToken);
    }
}

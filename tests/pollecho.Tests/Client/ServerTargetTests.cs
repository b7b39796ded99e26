using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Tests.Server;
using Pollecho.Tests.Waiting;
using Pollecho.Time;

namespace Pollecho.Tests.Client;

/// <summary>Where connections go: the first that is open already, another address, and a name that has moved.</summary>
public class ServerTargetTests
{
    private static readonly IPEndPoint A = new(IPAddress.Parse("10.0.0.1"), 8083);
    private static readonly IPEndPoint B = new(IPAddress.Parse("10.0.0.2"), 8083);
    private static readonly IPEndPoint C = new(IPAddress.Parse("10.0.0.3"), 8083);

    [Fact]
    public void The_connection_that_is_open_already_is_the_runs_first_and_no_other_is_opened_for_it()
    {
        using var server = new RunningServer("adaptive");
        Socket open = server.Connect();
        open.Blocking = false;
        using var target = new ServerTarget([server.EndPoint], open);

        RunResult result = Run(new RunOptions(server.EndPoint, new UniquePayload(16, Expect.Upper), Ways.Of("select")) { Connections = 3, Threads = 3, Count = 9, Targets = [target] });

        Assert.Equal((9, 3, 0), (result.Answered, result.Connected, result.Faults.Total));
        Assert.Equal(3, server.Counters.Accepted);
        Assert.Null(target.TakeFirst());
        Assert.Throws<ObjectDisposedException>(() => open.Poll(0, SelectMode.SelectRead));
    }

    [Fact]
    public void Several_connects_that_fail_at_one_address_move_on_to_the_next_once()
    {
        using var target = new ServerTarget([A, B, C]);

        target.Fail(A);
        target.Fail(A);
        Assert.Equal(B, target.Current);

        target.Fail(B);
        target.Fail(C);
        Assert.Equal(A, target.Current);
    }

    [Fact]
    public void A_name_that_has_moved_is_followed()
    {
        using var target = new ServerTarget([A], resolve: () => [B, C]);

        target.LookUp();

        Patience.Until(() => !target.IsLookingUp(Stopwatch.GetTimestamp()) && target.Current.Equals(B));
    }

    [Fact]
    public void An_address_that_the_name_still_has_is_kept()
    {
        using var target = new ServerTarget([B], resolve: () => [A, B]);

        target.LookUp();
        Patience.Until(() => !target.IsLookingUp(0));
        Assert.Equal(B, target.Current);

        target.Fail(B);
        Assert.Equal(A, target.Current);
    }

    [Fact]
    public void A_look_up_that_finds_nothing_changes_nothing()
    {
        using var target = new ServerTarget([A], resolve: () => throw new SocketException((int)SocketError.TryAgain));

        target.LookUp();

        Patience.Until(() => !target.IsLookingUp(0));
        Assert.Equal(A, target.Current);
    }

    [Fact]
    public void A_look_up_that_takes_long_is_not_waited_for_and_no_second_is_begun()
    {
        using var answer = new ManualResetEventSlim();
        int lookups = 0;
        using var target = new ServerTarget([A], resolve: () =>
        {
            Interlocked.Increment(ref lookups);
            answer.Wait();
            return [B];
        });

        target.LookUp();
        Assert.True(target.IsLookingUp(0));
        Assert.False(target.IsLookingUp(Deadline.After(Stopwatch.GetTimestamp(), TimeSpan.FromSeconds(2))));
        target.LookUp();
        answer.Set();

        Patience.Until(() => !target.IsLookingUp(0));
        Assert.Equal((1, B), (lookups, target.Current));
    }

    [Fact]
    public void A_run_that_reconnects_finds_the_server_at_its_new_address()
    {
        // Elsewhere only 127.0.0.1 is this machine's.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a second loopback address");
        using var old = new FaultyServer(16, connection => connection.Socket.Send(connection.Receive()!));
        using var moved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        moved.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), old.EndPoint.Port));
        moved.Listen();
        using var target = new ServerTarget([old.EndPoint], resolve: () => [(IPEndPoint)moved.LocalEndPoint!]);
        using var stop = new CancellationTokenSource();
        var options = new RunOptions(old.EndPoint, new UniquePayload(16, Expect.Upper), Ways.Of("select")) { Count = 1_000_000, Reconnect = true, Targets = [target] };
        var run = new Thread(() => Run(options, stop.Token));
        run.Start();

        Assert.True(moved.Poll(Patience.Limit, SelectMode.SelectRead), "It does not come.");

        stop.Cancel();
        Assert.True(run.Join(Patience.Limit));
    }

    [Fact]
    public void A_server_that_could_not_be_reached_is_not_tried_again()
    {
        using var server = new RunningServer("adaptive");
        using var target = new ServerTarget([server.EndPoint]) { Failures = [new ConnectFailure(server.EndPoint, SocketError.TimedOut)] };

        RunResult result = Run(new RunOptions(server.EndPoint, new UniquePayload(16, Expect.Upper), Ways.Of("select")) { Connections = 5, Count = 9, Targets = [target] });

        Assert.Equal((0, 5, SocketError.TimedOut), (result.Connected, result.Faults.ConnectTimedOut, result.LastError));
        Assert.Equal(0, server.Counters.Accepted);
    }

    private static RunResult Run(RunOptions options, CancellationToken? stop = null)
    {
        using var run = new ClientRun(options);
        return run.Run(stop ?? TestContext.Current.CancellationToken);
    }
}

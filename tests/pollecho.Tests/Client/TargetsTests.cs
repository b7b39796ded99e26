using System.Net;
using System.Net.Sockets;
using CsCheck;
using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Tests.Server;
using static Pollecho.Tests.Client.ClientRuns;

namespace Pollecho.Tests.Client;

/// <summary>Runs over several servers: how connections are dealt out, what is found of each, and what becomes of one that cannot be reached.</summary>
public sealed class TargetsTests : IDisposable
{
    private readonly RunningServer _one = new("adaptive");
    private readonly RunningServer _two = new("adaptive");

    // It has an address, and takes no connections.
    private readonly Socket _deaf = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public TargetsTests() => _deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        _deaf.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Connections_are_dealt_out_in_turn_and_what_is_found_of_each_server_is_together_what_is_found(int threads)
    {
        RunResult result = RunOver([_one.Address, _two.Address], options => options with { Connections = 5, Threads = threads, Count = 1_000, Pipeline = 4 });

        Assert.Equal((0, 1_000, 1_000, 5), (result.Faults.Total, result.Sent, result.Answered, result.Connected));
        Assert.Equal([3, 2], result.Targets.Select(target => target.Connections));
        Assert.Equal([3, 2], result.Targets.Select(target => target.Found.Connected));
        Assert.Equal([3, 2], [_one.Counters.Accepted, _two.Counters.Accepted]);
        Assert.Equal(1_000, result.Targets.Sum(target => target.Found.Answered));
        Assert.Equal(result.Service.Count, result.Targets.Sum(target => target.Found.Service.Count));
        Assert.Equal(result.Service.MaxNanoseconds, result.Targets.Max(target => target.Found.Service.MaxNanoseconds));
        Assert.All(result.Targets, target => Assert.Equal(result.Elapsed, target.Found.Elapsed));
        Assert.Equal([$"{_one.Address}", $"{_two.Address}"], result.Targets.Select(target => target.Server));
        Assert.True(result.Turns > 0, "the loops' turns are of the whole run");
    }

    [Fact]
    public void In_an_open_loop_each_server_has_its_share_of_the_messages()
    {
        RunResult result = RunOver([_one.Address, _two.Address], options => options with { Connections = 4, Rate = 100_000, Count = 1_000 });

        Assert.Equal((0, 1_000), (result.Faults.Total, result.Answered));
        Assert.Equal([500, 500], result.Targets.Select(target => target.Found.Answered));
        Assert.Equal([500, 500], result.Targets.Select(target => target.Found.Response!.Count));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(1, 1_000)]
    public void Where_one_cannot_be_reached_nothing_is_sent_to_any(int threads, int? rate)
    {
        RunResult result = RunOver(
            [_one.Address, _deaf.LocalEndPoint!], options => options with { Connections = 4, Threads = threads, Rate = rate, Duration = TimeSpan.FromHours(1) });

        Assert.Equal((0, 2, 2), (result.Sent, result.Connected, result.Faults.Connects));
        Assert.Equal([0, 2], result.Targets.Select(target => target.Found.Faults.Connects));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Where_one_cannot_be_reached_the_start_is_not_waited_for(int threads)
    {
        RunResult result = RunOver(
            [_one.Address, _deaf.LocalEndPoint!],
            options => options with { Connections = 4, Threads = threads, Duration = TimeSpan.FromHours(1), StartAt = DateTimeOffset.UtcNow.AddDays(1) });

        Assert.Equal((0, 2, 2), (result.Sent, result.Connected, result.Faults.Connects));
    }

    [Fact]
    public void With_reconnect_the_run_goes_on_without_it()
    {
        RunResult result = RunOver([_deaf.LocalEndPoint!, _one.Address], options => options with { Connections = 2, Count = 500, Reconnect = true });

        Assert.Equal((500, 500), (result.Sent, result.Answered));
        Assert.Equal([0, 500], result.Targets.Select(target => target.Found.Answered));
        Assert.InRange(result.Targets[0].Found.Faults.Connects, 1, long.MaxValue);
        Assert.Equal(0, result.Targets[1].Found.Faults.Total);
    }

    [Fact]
    public void What_is_due_on_one_that_is_not_there_counts_as_unsent_there()
    {
        RunResult result = RunOver(
            [_one.Address, _deaf.LocalEndPoint!],
            options => options with { Connections = 4, Rate = 10_000, Count = 1_000, Reconnect = true, Timeout = TimeSpan.FromMilliseconds(500) });

        Assert.Equal([(500, 0), (0, 500)], result.Targets.Select(target => (target.Found.Sent, target.Found.Unsent)));
        Assert.Equal((500, 500, 500), (result.Answered, result.Unsent, result.ResponsesMissing));
    }

    [Fact]
    public void One_that_is_lost_later_leaves_the_others_be()
    {
        using var closing = new FaultyServer(ClientRuns.Size, connection => connection.Receive());

        RunResult result = RunOver([closing.EndPoint, _one.Address], options => options with { Connections = 2, Count = 500 });

        Assert.InRange(result.Targets[0].Found.Faults.Closed + result.Targets[0].Found.Faults.Reset, 1, 1);
        Assert.Equal(0, result.Targets[1].Found.Faults.Total);
        Assert.Equal(result.Sent - result.Targets[0].Found.Sent, result.Targets[1].Found.Answered);
    }

    [Fact]
    public void Each_server_is_connected_to_from_each_source()
    {
        RunOptions options = RunSamples.Closed with
        {
            Targets = [.. Enumerable.Range(0, 3).Select(_ => new ServerTarget([_one.Address]))],
            Sources = [IPAddress.Loopback, IPAddress.IPv6Loopback],
            Connections = 7,
        };

        Assert.Equal(6, Enumerable.Range(0, 6).Select(i => (options.TargetOf(i), options.SourceOf(i))).Distinct().Count());
        Assert.Equal([3, 2, 2], Enumerable.Range(0, 3).Select(options.ConnectionsOf));
        Assert.Equal([0, 1, 2, 0, 1, 2, 0], Enumerable.Range(0, 7).Select(options.TargetOf));
    }

    [Fact]
    public void Over_all_clients_and_of_each_of_them_every_server_has_as_many_connections() => Gen.Select(Gen.Int[1, 12], Gen.Int[1, 12], Gen.Int[0, 100]).Sample((servers, clients, more) =>
    {
        RunOptions[] all =
        [
            .. Enumerable.Range(0, clients).Select(client => RunSamples.Closed with
            {
                Targets = [.. Enumerable.Range(0, servers).Select(_ => new ServerTarget([_one.Address]))],
                Connections = Math.Max(servers, clients) + more,
                Share = new RunShare(client, clients),
                Sources = [IPAddress.Loopback, IPAddress.IPv6Loopback],
            }),
        ];
        int[][] each = [.. all.Select(options => Enumerable.Range(0, servers).Select(options.ConnectionsOf).ToArray())];
        int[] sums = [.. Enumerable.Range(0, servers).Select(server => each.Sum(client => client[server]))];

        Assert.All([sums, .. each], counts => Assert.InRange(counts.Max() - counts.Min(), 0, 1));
        Assert.Equal(all[0].Connections, sums.Sum());

        // A client with two to each server uses both of its sources there.
        LoopShare own = all[0].Own;
        Assert.Equal(
            Math.Min(own.Connections, 2 * servers),
            Enumerable.Range(0, Math.Min(own.Connections, 2 * servers)).Select(place => (int)own.Connection(place)).Select(i => (all[0].TargetOf(i), all[0].SourceOf(i))).Distinct().Count());
    });

    [Fact]
    public void Slow_replies_of_all_servers_count()
    {
        var result = new RunResult { Slow = new SlowReplies(3, 1) };

        result.Add(new RunResult { Slow = new SlowReplies(2, 2) });
        result.Add(new RunResult());

        Assert.Equal(new SlowReplies(5, 3), result.Slow);
    }

    private static RunResult RunOver(IReadOnlyList<EndPoint> servers, Func<RunOptions, RunOptions> change) =>
        Run(servers[0], options => change(options) with { Targets = [.. servers.Select(server => new ServerTarget([server]))] });
}

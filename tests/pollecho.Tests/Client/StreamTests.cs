using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Tests.Server;
using Pollecho.Tests.Waiting;
using static Pollecho.Tests.Client.ClientRuns;

namespace Pollecho.Tests.Client;

/// <summary>The periods of a run add up to its result exactly: counts, faults and distributions.</summary>
public class StreamTests
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    [Theory]
    [InlineData(1, 1, null)]
    [InlineData(3, 1, null)]
    [InlineData(1, 2, null)]
    [InlineData(3, 2, null)]
    [InlineData(1, 1, 20_000)]
    [InlineData(2, 2, 20_000)]
    public void Periods_of_a_count_add_up(int threads, int servers, int? rate)
    {
        var some = new ManualResetEventSlim();
        using Streamed run = RunOver(servers, Holding(at: 500, until: some), options => options with { Connections = 6, Threads = threads, Rate = rate, Pipeline = 8, Count = 12_000 }, period =>
        {
            if (period.EndsAt >= 3 * Period)
            {
                some.Set();
            }
        });

        AssertAddUp(run);
        Assert.Equal(12_000, run.Result.Sent);
        Assert.InRange(run.Ends.Count, 2, int.MaxValue);
    }

    [Theory]
    [InlineData(1, null, 0)]
    [InlineData(2, null, 50)]
    [InlineData(2, 5_000, 0)]
    [InlineData(2, 5_000, 50)]
    public void Periods_of_a_duration_add_up_with_a_warm_up_and_what_comes_after_the_window(int threads, int? rate, int cooldown)
    {
        using Streamed run = RunOver(2, FaultyServer.Answering((_, reply) => reply), options => options with
        {
            Connections = 4,
            Threads = threads,
            Rate = rate,
            Warmup = TimeSpan.FromMilliseconds(50),
            Duration = TimeSpan.FromMilliseconds(205),
            Cooldown = TimeSpan.FromMilliseconds(cooldown),
        });

        AssertAddUp(run);
        Assert.InRange(run.Result.Answered, 1, long.MaxValue);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(2, 20_000)]
    public void Periods_add_up_where_connections_fail_and_are_opened_again(int threads, int? rate)
    {
        using Streamed run = RunOver(
            2,
            connection =>
            {
                for (int i = 0; i < 20 && connection.Receive() is { } reply; i++)
                {
                    connection.Socket.Send(reply);
                }
            },
            options => options with { Connections = 4, Threads = threads, Rate = rate, Count = 1_000, Reconnect = true });

        AssertAddUp(run);
        Assert.InRange(run.Result.Faults.Closed + run.Result.Faults.Reset, 1, long.MaxValue);
        Assert.InRange(run.Result.Reopened, 1, long.MaxValue);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void Periods_add_up_where_each_connection_has_a_number_of_messages(int threads, int servers)
    {
        using Streamed run = RunOver(
            servers,
            FaultyServer.Answering((_, reply) => reply),
            options => options with { Connections = 4, Threads = threads, Count = 400, MessagesPerConnection = 5 });

        AssertAddUp(run);
        Assert.InRange(run.Result.ConnectTime.Count, 1, long.MaxValue);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2_000)]
    public void Periods_add_up_where_replies_are_wrong_late_or_missing(int? rate)
    {
        using Streamed run = RunOver(
            1,
            FaultyServer.Answering((n, reply) =>
            {
                if (n == 100)
                {
                    Thread.Sleep(100);
                }

                return n % 50 == 7 ? null : n % 50 == 9 ? [.. reply[..30], (byte)(reply[30] ^ 4), .. reply[31..]] : reply;
            }),
            options => options with { Connections = 2, Rate = rate, Pipeline = 4, Count = 400, Timeout = TimeSpan.FromMilliseconds(50) });

        AssertAddUp(run);
        Assert.InRange(run.Result.Faults.Altered, 1, long.MaxValue);
        Assert.InRange(run.Result.Faults.TimedOut, 1, long.MaxValue);
        Assert.InRange(run.Result.Faults.Late, 1, long.MaxValue);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(2, 5_000)]
    public void Periods_of_a_run_that_is_stopped_add_up(int threads, int? rate)
    {
        using var stop = new CancellationTokenSource();
        using Streamed run = RunOver(
            2,
            FaultyServer.Answering((_, reply) => reply),
            options => options with { Connections = 4, Threads = threads, Rate = rate, Duration = TimeSpan.FromHours(1) },
            period =>
            {
                if (period.EndsAt >= 3 * Period)
                {
                    stop.Cancel();
                }
            },
            stop.Token);

        AssertAddUp(run);
        Assert.True(run.Result.Interrupted);
        Assert.InRange(run.Ends.Count, 2, int.MaxValue);
    }

    [Fact]
    public void Without_a_period_there_are_none()
    {
        using var server = new RunningServer("adaptive");
        using var run = new ClientRun(new RunOptions(server.EndPoint, new UniquePayload(Size, Expect.Upper), Ways.Of("adaptive")) { Count = 1 });

        Assert.Null(run.Periods);
    }

    /// <summary>Serves rightly, but holds one message of each connection until something has happened.</summary>
    private static Action<FaultyServer.Connection> Holding(int at, ManualResetEventSlim until) => FaultyServer.Answering((n, reply) =>
    {
        if (n == at)
        {
            until.Wait();
        }

        return reply;
    });

    private static Streamed RunOver(
        int servers, Action<FaultyServer.Connection> serve, Func<RunOptions, RunOptions> change, Action<RunPeriod>? seen = null, CancellationToken? stop = null)
    {
        FaultyServer[] all = [.. Enumerable.Range(0, servers).Select(_ => new FaultyServer(Size, serve))];
        IReadOnlyList<ServerTarget> targets = servers == 1 ? [] : [.. all.Select(server => new ServerTarget([server.EndPoint]))];
        RunOptions options = change(new RunOptions(all[0].EndPoint, new UniquePayload(Size, Expect.Upper), Ways.Of("adaptive")) { Targets = targets, StatsPeriod = Period });
        using var run = new ClientRun(options);
        var ends = new List<(TimeSpan, DateTimeOffset)>();
        var sum = new RunResult();
        using var isOver = new CancellationTokenSource();
        var reader = new Thread(() =>
        {
            while (!isOver.IsCancellationRequested)
            {
                if (run.Periods!.Next() is { } period)
                {
                    Add(period);
                    seen?.Invoke(period);
                }

                Thread.Yield();
            }
        });
        reader.Start();
        RunResult result = run.Run(stop ?? TestContext.Current.CancellationToken);
        isOver.Cancel();
        reader.Join();
        Add(run.Periods!.Last(result)!);
        return new Streamed(ends, sum, result, all);

        void Add(RunPeriod period)
        {
            ends.Add((period.EndsAt, period.EndedAt));
            sum.Add(period.Found);
            sum.Elapsed += period.Found.Elapsed;
        }
    }

    private static void AssertAddUp(Streamed run)
    {
        (RunResult sum, RunResult result) = (run.Sum, run.Result);

        Assert.Equal((result.Sent, result.Answered, result.Replies, result.UnderWay), (sum.Sent, sum.Answered, sum.Replies, sum.UnderWay));
        Assert.Equal((result.Skipped, result.Unsent, result.Reopened), (sum.Skipped, sum.Unsent, sum.Reopened));
        Assert.Equal(result.Faults.InWords(), sum.Faults.InWords());
        AssertSame(result.Service, sum.Service);
        AssertSame(result.ConnectTime, sum.ConnectTime);
        Assert.Equal(result.KnownResponse is null, sum.KnownResponse is null);
        AssertSame(result.KnownResponse ?? new(), sum.KnownResponse ?? new());
        AssertSame(result.KnownResponse ?? new(), sum.Response ?? new());
        Assert.Equal(result.Elapsed, run.Ends[^1].InWindow);
        Assert.Equal(run.Ends.Order(), run.Ends);
        Assert.All(run.Ends, end => Assert.Equal(result.WindowStart + end.InWindow, end.ByClock));
        Assert.Equal(result.Elapsed, sum.Elapsed);
    }

    private static void AssertSame(LatencyHistogram expected, LatencyHistogram actual)
    {
        Assert.Equal((expected.Count, expected.MinNanoseconds, expected.MaxNanoseconds, expected.SumNanoseconds), (actual.Count, actual.MinNanoseconds, actual.MaxNanoseconds, actual.SumNanoseconds));
        Assert.Equal(expected.Recorded, actual.Recorded);
    }

    private sealed record Streamed(List<(TimeSpan InWindow, DateTimeOffset ByClock)> Ends, RunResult Sum, RunResult Result, FaultyServer[] Servers) : IDisposable
    {
        public void Dispose() => Array.ForEach(Servers, server => server.Dispose());
    }
}

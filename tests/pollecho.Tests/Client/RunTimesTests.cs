using System.Diagnostics;
using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Waiting;

namespace Pollecho.Tests.Client;

/// <summary>The times of a whole run, against what the test's own clock has seen.</summary>
public class RunTimesTests
{
    private const int Size = 32;

    [Fact]
    public void A_round_trip_takes_no_less_than_the_server_took()
    {
        long least = long.MaxValue;
        using var server = new FaultyServer(Size, connection =>
        {
            while (connection.Receive() is { } reply)
            {
                long start = Stopwatch.GetTimestamp();
                Thread.Sleep(30);
                least = Math.Min(least, Stopwatch.GetTimestamp() - start);
                connection.Socket.Send(reply);
            }
        });

        RunResult result = Run(server, options => options with { Count = 5 });

        Assert.InRange(result.Service.MinNanoseconds, Stopwatch.GetElapsedTime(0, least).TotalNanoseconds - 100, long.MaxValue);
    }

    [Fact]
    public void The_window_is_as_long_as_was_asked_for_and_no_processor_time_before_it_counts()
    {
        using var server = new FaultyServer(Size, FaultyServer.Answering((_, reply) => reply));
        TimeSpan duration = TimeSpan.FromMilliseconds(200);
        TimeSpan before = Environment.CpuUsage.TotalTime;

        RunResult result = Run(server, options => options with { Duration = duration, Warmup = TimeSpan.FromMilliseconds(50) });

        TimeSpan most = Environment.CpuUsage.TotalTime - before;
        Assert.Equal(duration, result.Elapsed);
        Assert.InRange(result.Cpu, TimeSpan.Zero, most);
        Assert.Equal(result.Replies, result.Quarters.Sum());
    }

    private static RunResult Run(FaultyServer server, Func<RunOptions, RunOptions> change)
    {
        var options = new RunOptions(server.EndPoint, new UniquePayload(Size, Expect.Upper), WaitStrategies.Default);
        using var run = new ClientRun(change(options));
        return run.Run(TestContext.Current.CancellationToken);
    }
}

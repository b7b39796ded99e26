using System.Diagnostics;
using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Tests.Server;
using Pollecho.Tests.Waiting;
using static Pollecho.Tests.Client.ClientRuns;

namespace Pollecho.Tests.Client;

/// <summary>What is sent after the measured window, for others to measure under.</summary>
public class CooldownTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void A_count_in_an_open_loop_stays_what_it_is_and_more_is_sent_after_it()
    {
        long received = 0;
        RunResult result = RunFaulty(
            FaultyServer.Answering((_, reply) =>
            {
                Interlocked.Increment(ref received);
                return reply;
            }),
            options => options with { Rate = 1_000, Count = 100, Cooldown = Short });

        Assert.Equal((100, 100, 0), (result.Sent, result.Answered, result.Faults.Total));
        Assert.Equal(100, result.Response!.Count);
        Assert.InRange(Interlocked.Read(ref received), 101, long.MaxValue);
    }

    [Fact]
    public void A_stop_ends_it()
    {
        using var server = new RunningServer("adaptive");
        using var stop = new CancellationTokenSource();
        long start = Stopwatch.GetTimestamp();
        using var run = new ClientRun(new RunOptions(server.EndPoint, new UniquePayload(Size, Expect.Upper), Ways.Of("adaptive")) { Duration = Short, Cooldown = TimeSpan.FromHours(1) })
        {
            WindowEnded = stop.Cancel,
        };

        RunResult result = run.Run(stop.Token);

        Assert.True(result.Interrupted);
        Assert.Equal(result.Sent, result.Answered);
        Assert.InRange(Stopwatch.GetElapsedTime(start), Short, TimeSpan.FromMinutes(30));
    }
}

using System.Diagnostics;
using System.Net.Sockets;
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

    /// <summary>What a reply that is to be in time has, also from a server that was kept from running.</summary>
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(1);

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
    public void A_stop_in_it_that_leaves_messages_of_the_window_without_reply_interrupts_the_run()
    {
        using var stop = new CancellationTokenSource();
        using var server = new FaultyServer(Size, connection =>
        {
            // The first message is of the window, the second of the cool-down.
            byte[] first = connection.Receive()!;
            connection.Receive();
            stop.Cancel();
            while (connection.Receive() is not null)
            {
            }

            connection.Socket.Send(first);
        });

        RunResult result = Run(server.EndPoint, options => options with { Rate = 1_000, Count = 1, Pipeline = 100, Cooldown = TimeSpan.FromHours(1) }, stop: stop.Token);

        Assert.True(result.Interrupted);
        Assert.Equal((1, 0, 1), (result.Sent, result.Answered, result.UnderWay));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Replies_that_are_lost_in_it_are_no_fault_of_the_measured_run(bool isLost)
    {
        const int Count = 20;
        RunResult result = RunFaulty(
            connection =>
            {
                for (long number = 1; connection.Receive() is { } reply; number++)
                {
                    if (number <= Count)
                    {
                        connection.Socket.Send(reply);
                    }
                    else if (isLost && number == Count + 1)
                    {
                        // An end, not a reset: that may overtake the replies that a client has not read yet.
                        connection.Socket.Shutdown(SocketShutdown.Send);
                    }
                }
            },
            options => options with { Rate = 1_000, Count = Count, Pipeline = 1_000, Cooldown = Short, Timeout = InTime, Reconnect = isLost });

        Assert.Equal((Count, Count, 0, "ok"), (result.Sent, result.Answered, result.Faults.Total, result.Status));
        Assert.InRange(isLost ? result.CooldownFaults.Lost : result.CooldownFaults.TimedOut, 1, long.MaxValue);
        Assert.Equal(isLost, result.CooldownFaults.Closed + result.CooldownFaults.Reset > 0);
        Assert.Equal(0, result.Reopened);
    }

    [Fact]
    public void Wrong_replies_in_it_are_no_fault_of_the_measured_run()
    {
        const int Count = 20;
        RunResult result = RunFaulty(
            FaultyServer.Answering((number, reply) => number <= Count ? reply : [.. reply.Select(_ => (byte)'?')]),
            options => options with { Rate = 1_000, Count = Count, Pipeline = 1_000, Cooldown = Short });

        Assert.Equal((Count, Count, 0), (result.Sent, result.Answered, result.Faults.Total));
        Assert.InRange(result.CooldownFaults.Altered, 1, long.MaxValue);
    }

    [Fact]
    public void What_befalls_a_message_of_the_window_while_it_lasts_counts()
    {
        RunResult result = RunFaulty(
            FaultyServer.Answering((number, reply) => number == 1 ? null : reply),
            options => options with { Rate = 1_000, Count = 10, Pipeline = 1_000, Cooldown = 2 * InTime, Timeout = InTime });

        Assert.Equal((10, 9), (result.Sent, result.Answered));
        Assert.Equal((1, 1), (result.Faults.TimedOut, result.Faults.Total));
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

        // The window was over, and all of it has its replies.
        Assert.Equal((true, false, true), (result.Stopped, result.Interrupted, result.IsCooldownCut));
        Assert.Equal((result.Sent, 0, "ok"), (result.Answered, result.UnderWay, result.Status));
        Assert.NotEmpty(result.Quarters);
        Assert.InRange(Stopwatch.GetElapsedTime(start), Short, TimeSpan.FromMinutes(30));
    }
}

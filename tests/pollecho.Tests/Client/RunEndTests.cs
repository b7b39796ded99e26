using System.Diagnostics;
using Pollecho.Results;
using Pollecho.Tests.Server;
using static Pollecho.Tests.Client.ClientRuns;

namespace Pollecho.Tests.Client;

/// <summary>What becomes of messages that were due, or under way, when a run ended: none of them vanishes.</summary>
public class RunEndTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_was_due_in_a_stall_across_the_end_is_sent_after_it(int threads)
    {
        // From 300 ms on nothing is answered until 900 ms, of a run of 500 ms.
        RunResult result = RunFaulty(Stalling(from: 300 / threads, TimeSpan.FromMilliseconds(600)), options => options with
        {
            Rate = 1_000,
            Duration = TimeSpan.FromMilliseconds(500),
            Connections = threads,
            Threads = threads,

            // What waits is then sent in a few goes, and for as long as that takes on a machine with other work.
            Pipeline = 20,
            Timeout = Patience.Limit,
        });

        Assert.Equal(0, result.Faults.Total);
        Assert.Equal((500, 500, 0, 0), (result.Sent, result.Answered, result.Unsent, result.Skipped));
        Assert.Equal((500, 500, 0), (result.Service.Count, result.Response!.Count, result.ResponsesMissing));
        Assert.InRange(result.Response.Percentile(90), 390e6, 60e9);

        // Taken up when it was due, room for it or not.
        Assert.Equal(500, result.SendDelay!.Count);
        Assert.InRange(result.Backlog, 100, 500);
        Assert.Equal(500, result.Elapsed.TotalMilliseconds, tolerance: 0.001);
    }

    [Fact]
    public void What_was_due_and_is_never_answered_or_sent_is_in_the_response_time()
    {
        RunResult result = RunFaulty(
            FaultyServer.Answering((n, reply) => n <= 300 ? reply : null),
            options => options with { Rate = 1_000, Duration = TimeSpan.FromMilliseconds(500), Timeout = TimeSpan.FromMilliseconds(600), Pipeline = 100 });

        // On a busy machine some of the replies may be late.
        Assert.Equal(300, result.Answered + result.Faults.Late);
        Assert.Equal(500, result.Sent + result.Unsent);
        Assert.Equal(result.Faults.TimedOut + 300, result.Sent);
        Assert.Equal((500, 200), (result.Response!.Count, result.ResponsesMissing));

        // The last was due 600 ms at least before the run ended, and the first 200 ms before that.
        Assert.InRange(result.Response.Percentile(61), 600e6, 60e9);
        Assert.InRange(result.Response.Percentile(100), 795e6, 60e9);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1_000)]
    public void What_has_no_reply_when_the_run_is_stopped_is_under_way(int? rate)
    {
        using var stop = new CancellationTokenSource();
        int messages = 0;
        RunResult result = RunFaulty(
            connection =>
            {
                while (connection.Receive() is not null)
                {
                    if (++messages == 8)
                    {
                        stop.Cancel();
                    }
                }
            },
            options => options with { Pipeline = 8, Rate = rate },
            stop.Token);

        Assert.Equal((8, 0, 8, 0), (result.Sent, result.Answered, result.UnderWay, result.Faults.Total));
        Assert.Equal(result.Response?.Count ?? 0, result.ResponsesMissing);
        Assert.InRange(result.Response?.Count ?? 8, 8, long.MaxValue);
    }

    [Fact]
    public void A_reply_that_a_later_one_has_overtaken_when_the_run_is_stopped_is_lost()
    {
        using var stop = new CancellationTokenSource();
        RunResult result = RunFaulty(
            FaultyServer.Answering((n, reply) =>
            {
                if (n == 20)
                {
                    stop.Cancel();
                }

                return n % 5 == 0 ? null : reply;
            }),
            options => options with { Pipeline = 8 },
            stop.Token);

        Assert.InRange(result.Faults.Lost, 3, long.MaxValue);
        Assert.InRange(result.UnderWay, 0, 8);
        Assert.Equal(result.Sent, result.Answered + result.Faults.Lost + result.UnderWay);
    }

    [Fact]
    public void What_is_due_when_an_open_loop_is_stopped_is_sent_and_answered()
    {
        using var stop = new CancellationTokenSource();
        RunResult result = RunFaulty(
            FaultyServer.Answering((n, reply) =>
            {
                if (n == 100)
                {
                    // Another hundred is due meanwhile, and has no room on the connection.
                    Thread.Sleep(100);
                    stop.Cancel();
                }

                return reply;
            }),
            options => options with { Rate = 1_000, Pipeline = 20 },
            stop.Token);

        Assert.Equal((true, 0, 0, 0), (result.Stopped, result.Unsent, result.UnderWay, result.Errors));
        Assert.Equal((result.Sent, result.Sent), (result.Answered, result.Response!.Count));
        Assert.InRange(result.Sent, 199, 100_000);
    }

    [Fact]
    public void Where_every_connection_has_ended_the_rest_of_the_window_was_due()
    {
        RunResult result = RunFaulty(
            connection =>
            {
                for (int left = 50; left > 0; left--)
                {
                    connection.Socket.Send(connection.Receive()!);
                }
            },
            options => options with { Rate = 600, Duration = TimeSpan.FromSeconds(1), Connections = 3 });

        Assert.Equal(600, result.Sent + result.Unsent);
        Assert.Equal((600, 600 - result.Answered), (result.Response!.Count, result.ResponsesMissing));
        Assert.InRange(result.Unsent, 440, 450);
    }

    [Fact]
    public void A_count_that_nobody_answers_has_a_window_up_to_the_last_send()
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(300);
        long start = Stopwatch.GetTimestamp();
        RunResult result = RunFaulty(
            FaultyServer.Answering((n, reply) => n <= 3 ? reply : null),
            options => options with { Count = 6, Timeout = timeout });
        TimeSpan inAll = Stopwatch.GetElapsedTime(start);

        // Three replies, then two timeouts until the last is sent; the third is waited for after that. Half of it is left
        // out here, as the clock may be read a while after the send.
        Assert.Equal((6, 3, 3), (result.Sent, result.Answered, result.Faults.TimedOut));
        Assert.InRange(result.Elapsed, timeout * 2, inAll - (timeout / 2));
        Assert.InRange(result.RunQueueWait ?? TimeSpan.Zero, TimeSpan.Zero, result.Elapsed);
        Assert.InRange(result.Cpu, TimeSpan.Zero, result.Elapsed * Environment.ProcessorCount);
    }

    [Fact]
    public void A_reply_under_way_when_the_run_is_stopped_is_waited_for()
    {
        using var stop = new CancellationTokenSource();
        RunResult result = RunFaulty(
            StoppingAt(10, stop),
            options => options,
            stop.Token);

        Assert.Equal((10, 10, 0), (result.Sent, result.Answered, result.UnderWay));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_reply_lost_at_the_end_of_a_count_does_not_prolong_the_window(int threads)
    {
        TimeSpan timeout = TimeSpan.FromSeconds(3);
        long start = Stopwatch.GetTimestamp();
        RunResult result = RunFaulty(
            FaultyServer.Answering((n, reply) => n == 100 ? null : reply),
            options => options with { Count = 100 * threads, Connections = threads, Threads = threads, Timeout = timeout });
        TimeSpan inAll = Stopwatch.GetElapsedTime(start);

        // The time-out is no part of it, or but little, as the clock may be read a while after the last reply.
        Assert.Equal((99 * threads, threads), (result.Answered, result.Faults.TimedOut));
        Assert.InRange(result.Elapsed, TimeSpan.Zero, inAll - (timeout / 2));
    }

    [Theory]
    [InlineData(10, 100, 1, 1)]
    [InlineData(10, 100, 3, 2)]
    [InlineData(50, 1_000, 7, 3)]
    public void A_count_at_a_rate_takes_the_time_of_its_messages(int count, int rate, int connections, int threads)
    {
        using var server = new RunningServer("adaptive");
        RunResult result = Run(server.EndPoint, options => options with { Rate = rate, Count = count, Connections = connections, Threads = threads, Warmup = TimeSpan.FromMilliseconds(7) });

        Assert.Equal((count, count), (result.Sent, result.Answered));
        Assert.Equal(1_000.0 * count / rate, result.Elapsed.TotalMilliseconds, tolerance: 0.001);
    }

    [Fact]
    public void What_is_due_while_a_connection_is_down_is_sent_when_it_is_open_again()
    {
        RunResult result = RunFaulty(
            EndingTheFirst(after: 100),
            options => options with { Rate = 1_000, Duration = TimeSpan.FromMilliseconds(500), Reconnect = true, Pipeline = 20, Timeout = Patience.Limit });

        Assert.Equal((500, 0), (result.Sent, result.Unsent));
        Assert.Equal((1, 1), (result.Connected, result.Reopened));
        Assert.Equal(500, result.Answered + result.Faults.Lost);
        Assert.Equal((500, result.Faults.Lost), (result.Response!.Count, result.ResponsesMissing));
    }

    [Fact]
    public void What_is_due_on_a_connection_that_is_gone_is_never_sent_and_never_forgotten()
    {
        RunResult result = RunFaulty(
            EndingTheFirst(after: 100),
            options => options with { Rate = 1_000, Duration = TimeSpan.FromMilliseconds(500), Connections = 2, Pipeline = 20, Timeout = Patience.Limit });

        Assert.InRange(result.Unsent, 100, 150);
        Assert.Equal(500, result.Sent + result.Unsent);
        Assert.Equal((500, result.Unsent + result.Faults.Lost), (result.Response!.Count, result.ResponsesMissing));
    }

    [Fact]
    public void A_connection_that_is_opened_again_and_again_is_one()
    {
        RunResult result = RunFaulty(
            connection => connection.Socket.Send(connection.Receive() ?? []),
            options => options with { Count = 10, Connections = 2, Reconnect = true });

        Assert.InRange(result.Connected, 1, 2);
        Assert.InRange(result.Reopened, 3, 18);
    }

    [Fact]
    public void Bytes_that_come_after_the_last_reply_are_seen()
    {
        // The client looks for a tenth of a second, which a busy machine may let pass without running the server: then again.
        RunResult result;
        int tries = 0;
        do
        {
            result = RunFaulty(
                connection =>
                {
                    connection.Socket.Send(connection.Receive()!);

                    // The client has its reply when it ends its side.
                    connection.Receive();
                    connection.Socket.Send("bye"u8);
                },
                options => options with { Count = 1 });
        }
        while (result.Faults.SurplusBytes == 0 && ++tries < 10);

        Assert.Equal((1, 3, 3), (result.Answered, result.Faults.SurplusBytes, result.Faults.Total));
        Assert.Equal("bye"u8, result.FirstWrong!.Bytes);
    }

    [Fact]
    public void A_reply_after_its_time_is_late_whenever_the_client_looks()
    {
        RunResult result = RunFaulty(
            FaultyServer.Answering((_, reply) =>
            {
                Thread.Sleep(1_002);
                return reply;
            }),
            options => options with { Count = 2, Timeout = TimeSpan.FromSeconds(1), Connections = 2 });

        // Of a client that was kept from looking nobody knows when the reply came.
        Assert.Equal(2, result.Answered + result.Faults.Late);
        Assert.SkipWhen(result.Stalled > TimeSpan.Zero, "the machine is too busy to run the client when the reply comes");
        Assert.Equal((0, 2), (result.Answered, result.Faults.Late));
    }

    /// <summary>Stops the run when a message has come, and answers that one a while later.</summary>
    private static Action<FaultyServer.Connection> StoppingAt(long message, CancellationTokenSource stop) => FaultyServer.Answering((n, reply) =>
    {
        if (n == message)
        {
            stop.Cancel();
            Thread.Sleep(100);
        }

        return reply;
    });

    /// <summary>Answers all, but closes the first connection after so many messages.</summary>
    private static Action<FaultyServer.Connection> EndingTheFirst(int after)
    {
        int connections = 0;
        return connection =>
        {
            int left = Interlocked.Increment(ref connections) == 1 ? after : int.MaxValue;
            for (; left > 0 && connection.Receive() is { } reply; left--)
            {
                connection.Socket.Send(reply);
            }
        };
    }

    private static Action<FaultyServer.Connection> Stalling(int from, TimeSpan time) => FaultyServer.Answering((n, reply) =>
    {
        Thread.Sleep(n == from ? time : TimeSpan.Zero);
        return reply;
    });
}

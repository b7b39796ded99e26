using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Tests.Server;
using Pollecho.Waiting;
using static Pollecho.Tests.Client.ClientRuns;

namespace Pollecho.Tests.Client;

/// <summary>The client against servers that do one thing wrong: each fault under its own kind, and nothing else.</summary>
public class ClientRunTests
{
    [Theory, MemberData(nameof(EchoServerTests.Strategies), MemberType = typeof(EchoServerTests))]
    public void A_right_server_has_no_faults_under_any_strategy(string strategy)
    {
        using var server = new RunningServer("adaptive", threads: 2);

        RunResult result = Run(server.EndPoint, options => options with { Connections = 10, Pipeline = 4, Count = 5_000 }, strategy: strategy);

        Assert.Equal(0, result.Faults.Total);
        Assert.Equal(5_000, result.Sent);
        Assert.Equal(5_000, result.Answered);
        Assert.Equal(5_000, result.Service.Count);
        Assert.Equal(10, result.Connected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(100_000)]
    public void Messages_of_any_size_come_back_whole(int size)
    {
        using var server = new RunningServer("adaptive");

        RunResult result = Run(server.EndPoint, options => options with { Connections = 3, Pipeline = 20, Count = 300 }, size: size);

        Assert.Equal(0, result.Faults.Total);
        Assert.Equal(300, result.Answered);
    }

    [Fact]
    public void Replies_to_the_warm_up_count_neither_as_answers_nor_as_throughput_of_a_count()
    {
        using var server = new RunningServer("adaptive");

        RunResult result = Run(server.EndPoint, options => options with { Connections = 50, Warmup = TimeSpan.FromMilliseconds(100), Count = 4 });

        Assert.Equal((4, 4, 4), (result.Sent, result.Answered, result.Replies));
    }

    [Fact]
    public void Threads_share_the_connections_and_the_count()
    {
        using var server = new RunningServer("adaptive");

        RunResult result = Run(server.EndPoint, options => options with { Connections = 7, Threads = 3, Count = 1_000 });

        Assert.Equal(1_000, result.Answered);
        Assert.Equal(7, result.Connected);
    }

    [Fact]
    public void A_reply_dropped_in_a_hundred_is_timed_out()
    {
        RunResult result = RunFaulty(FaultyServer.Answering((n, reply) => n % 100 == 50 ? null : reply), options => options with { Count = 1_000, Timeout = TimeSpan.FromMilliseconds(500) });

        AssertWithLate(10, result.Faults.TimedOut, result);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void A_byte_altered_in_a_hundred_replies_is_altered(int pipeline)
    {
        RunResult result = RunFaulty(
            FaultyServer.Answering((n, reply) => n % 100 == 0 ? [.. reply[..30], (byte)(reply[30] ^ 4), .. reply[31..]] : reply),
            options => options with { Count = 1_000, Pipeline = pipeline });

        Assert.Equal(10, result.Faults.Altered);
        Assert.Equal(10, result.Faults.Total);
        Assert.Equal(990, result.Answered);
    }

    [Fact]
    public void Two_replies_swapped_in_a_hundred_are_out_of_order()
    {
        RunResult result = RunFaulty(
            connection =>
            {
                byte[]? held = null;
                for (long n = 1; connection.Receive() is { } reply; n++)
                {
                    if (n % 100 == 50)
                    {
                        held = reply;
                        continue;
                    }

                    connection.Socket.Send(reply);
                    if (held is not null)
                    {
                        connection.Socket.Send(held);
                        held = null;
                    }
                }
            },
            options => options with { Count = 1_000, Pipeline = 8 });

        Assert.Equal(10, result.Faults.OutOfOrder);
        Assert.Equal(10, result.Faults.Total);
        Assert.Equal(990, result.Answered);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void A_reply_cut_short_in_a_hundred_is_short(int pipeline)
    {
        RunResult result = RunFaulty(
            FaultyServer.Answering((n, reply) => n % 100 == 50 ? reply[..^5] : reply),
            options => options with { Count = 1_000, Pipeline = pipeline, Timeout = TimeSpan.FromMilliseconds(500) });

        AssertWithLate(10, result.Faults.Short, result);
    }

    [Fact]
    public void A_server_that_closes_midway_is_counted_with_what_was_lost()
    {
        RunResult result = RunFaulty(
            connection =>
            {
                for (int n = 0; n < 50; n++)
                {
                    connection.Socket.Send(connection.Receive()!);
                }

                connection.Receive();
            },
            options => options with { Count = 1_000 });

        Assert.Equal(1, result.Faults.Closed);
        Assert.Equal(1, result.Faults.Lost);
        Assert.Equal(2, result.Faults.Total);
        Assert.Equal(50, result.Answered);
    }

    [Fact]
    public void A_connection_that_failed_is_opened_again_if_asked()
    {
        Assert.SkipWhen(Wine.IsHere, "Under Wine a connection that is reset reads as one that has ended.");
        RunResult result = RunFaulty(
            connection =>
            {
                for (int n = 0; n < 50; n++)
                {
                    connection.Socket.Send(connection.Receive()!);
                }

                connection.Receive();
                connection.Socket.Reset();
            },
            options => options with { Count = 153, Reconnect = true });

        Assert.Equal(3, result.Faults.Reset);
        Assert.Equal(3, result.Faults.Lost);
        Assert.Equal(6, result.Faults.Total);
        Assert.Equal(150, result.Answered);
        Assert.Equal(1, result.Connected);
        Assert.InRange(result.Reopened, 2, 3);
    }

    [Fact]
    public void The_error_of_a_reset_is_kept_when_other_connections_are_only_closed()
    {
        int connections = 0;
        using var isReset = new ManualResetEventSlim();
        RunResult result = RunFaulty(
            connection =>
            {
                bool first = Interlocked.Increment(ref connections) == 1;
                connection.Receive();
                if (first)
                {
                    connection.Socket.Reset();
                    isReset.Set();
                }
                else
                {
                    // After the other's reset, so that the close is what the client sees last.
                    isReset.Wait(Patience.Limit);
                }
            },
            options => options with { Count = 10, Connections = 2 });

        Assert.Equal(1, result.Faults.Reset);
        Assert.Equal(1, result.Faults.Closed);
        Assert.Equal(SocketError.ConnectionReset, result.LastError);
    }

    [Fact]
    public void Replies_after_their_time_are_late()
    {
        // Each is held back until the next message comes, which is not sent before the time of this one is up.
        RunResult result = RunFaulty(
            connection =>
            {
                for (byte[]? held = null; connection.Receive() is { } reply; held = reply)
                {
                    connection.Socket.Send(held ?? []);
                }
            },
            options => options with { Count = 20, Timeout = TimeSpan.FromMilliseconds(40) });

        Assert.InRange(result.Faults.Late, 1, 19);
        Assert.Equal(0, result.Answered);
        Assert.Equal((20, 20), (result.Faults.Late + result.Faults.TimedOut, result.Faults.Total));
    }

    [Fact]
    public void A_refused_connection_is_refused_and_the_rest_go_on()
    {
        using Socket closed = NobodyListens();

        RunResult result = Run((IPEndPoint)closed.LocalEndPoint!, options => options with { Connections = 5, Count = 10 });

        Assert.Equal(5, result.Faults.Refused);
        Assert.Equal(5, result.Faults.Total);
        Assert.Equal(SocketError.ConnectionRefused, result.LastError);
    }

    [Fact]
    public void Connections_that_nobody_accepts_time_out_and_the_rest_are_half_open()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux is known to leave a connect unanswered when the listener's queue is full.");
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);

        RunResult result = Run(
            (IPEndPoint)listener.LocalEndPoint!,
            options => options with { Connections = 10, Count = 10, ConnectTimeout = TimeSpan.FromMilliseconds(200), Timeout = TimeSpan.FromMilliseconds(100) });

        Assert.InRange(result.Connected, 1, 5);
        Assert.Equal(10 - result.Connected, result.Faults.ConnectTimedOut);
        Assert.Equal(result.Sent, result.Faults.TimedOut);
        Assert.Equal(result.Faults.Total, result.Faults.ConnectTimedOut + result.Faults.TimedOut);
        Assert.Equal(SocketError.TimedOut, result.LastError);
    }

    [Fact]
    public void In_an_open_loop_a_stall_shows_in_the_response_time()
    {
        // One stall of 300 ms among 1,000 messages: with 1,000 a second 300 of them are due meanwhile, and 20 have room on
        // the connection. The others are sent 140 ms late on average at the least, whatever else the machine has to do:
        // that is 39 ms for each of the 1,000.
        RunResult result = RunFaulty(
            FaultyServer.Answering((n, reply) =>
            {
                Thread.Sleep(n == 300 ? 300 : 0);
                return reply;
            }),
            options => options with { Rate = 1_000, Count = 1_000, Pipeline = 20, Timeout = Patience.Limit });

        Assert.Equal(0, result.Faults.Total);
        Assert.InRange(result.Service.MaxNanoseconds, 300e6, 60e9);
        Assert.InRange(result.Response!.Percentile(85), 50e6, 60e9);
        Assert.InRange(result.Response.MeanNanoseconds - result.Service.MeanNanoseconds, 38e6, 60e9);
        Assert.Equal((result.Sent, result.Sent), (result.Service.Count, result.Response.Count));
    }

    [Fact]
    public void Without_catch_up_what_is_missed_is_skipped_and_counted()
    {
        RunResult result = RunFaulty(
            FaultyServer.Answering((n, reply) =>
            {
                Thread.Sleep(n == 100 ? 300 : 0);
                return reply;
            }),
            options => options with { Rate = 1_000, CatchUp = false, Duration = TimeSpan.FromSeconds(1) });

        Assert.InRange(result.Skipped, 250, 999);
        Assert.Equal(1_000, result.Sent + result.Skipped);
        Assert.Equal(0, result.Faults.Total);
    }

    [Fact]
    public void A_rate_that_nobody_can_keep_ends_on_time_and_what_was_not_sent_is_counted_and_is_in_the_response_time()
    {
        using var server = new RunningServer("adaptive");

        RunResult result = Run(server.EndPoint, options => options with { Connections = 2, Rate = 1e12, Duration = TimeSpan.FromMilliseconds(200), Timeout = TimeSpan.FromMilliseconds(200) });

        Assert.Equal(200_000_000_000, result.Sent + result.Unsent);
        Assert.Equal(200_000_000_000, result.Response!.Count);
        Assert.Equal(0, result.Skipped);
        Assert.Equal(result.Sent, result.Service.Count + result.Faults.Messages);
        Assert.Equal(200, result.Elapsed.TotalMilliseconds, tolerance: 0.001);
    }

    [Fact]
    public void A_thread_whose_connections_end_early_does_not_end_the_window_of_the_others()
    {
        int connections = 0;
        RunResult result = RunFaulty(
            connection =>
            {
                bool first = Interlocked.Increment(ref connections) == 1;
                while (connection.Receive() is { } reply && !first)
                {
                    connection.Socket.Send(reply);
                }
            },
            options => options with { Connections = 2, Threads = 2, Duration = TimeSpan.FromMilliseconds(300) });

        Assert.Equal(1, result.Faults.Closed);
        Assert.True(result.Answered > 0);
        Assert.Equal(300, result.Elapsed.TotalMilliseconds, tolerance: 0.001);
    }

    [Fact]
    public void Where_nobody_listens_a_client_that_reconnects_gives_up_after_its_connect_timeout()
    {
        using Socket closed = NobodyListens();

        RunResult result = Run(
            (IPEndPoint)closed.LocalEndPoint!,
            options => options with { Connections = 2, Count = 10, Reconnect = true, ConnectTimeout = TimeSpan.FromSeconds(1) });

        // Two each time, and ten times if the machine is quiet.
        Assert.InRange(result.Faults.Refused, 4, 100);
        Assert.Equal(result.Faults.Refused, result.Faults.Total);
        Assert.Equal(0, result.Sent);
    }

    [Fact]
    public void The_clients_processor_time_is_that_of_the_run()
    {
        using var server = new RunningServer("adaptive");
        while (Environment.CpuUsage.TotalTime < TimeSpan.FromSeconds(1))
        {
            // So that all the time of the process is far more than that of a short run.
        }

        TimeSpan before = Environment.CpuUsage.TotalTime;
        RunResult result = Run(server.EndPoint, options => options with { Count = 50 });

        Assert.InRange(result.Cpu, TimeSpan.Zero, Environment.CpuUsage.TotalTime - before);
    }

    [Fact]
    public void What_is_sent_in_the_warm_up_is_left_out()
    {
        using var server = new RunningServer("adaptive");

        RunResult result = Run(server.EndPoint, options => options with { Warmup = TimeSpan.FromMilliseconds(100), Count = 500 });

        Assert.Equal(500, result.Sent);
        Assert.Equal(500, result.Service.Count);
        Assert.True(server.Counters.BytesIn > 500 * Size, "nothing was sent before");
    }

    [Fact]
    public void What_the_client_reports_before_the_first_message_is_no_part_of_its_round_trip()
    {
        using var server = new RunningServer("adaptive");
        var options = new RunOptions(server.EndPoint, new UniquePayload(Size, Expect.Upper), WaitStrategies.Default) { Count = 1 };
        var observer = new SlowObserver();
        using var run = new ClientRun(options, observer);

        RunResult result = run.Run(TestContext.Current.CancellationToken);

        TimeSpan since = Stopwatch.GetElapsedTime(observer.DoneAt);
        Assert.Equal(1, result.Answered);
        Assert.InRange(result.Service.MaxNanoseconds, 1, since.TotalNanoseconds);
    }

    [Theory]
    [InlineData(false, null, false)]
    [InlineData(true, null, false)]
    [InlineData(false, 1_000_000_000_000L, true)]
    [InlineData(true, 1_000_000_000_000L, true)]
    public void Only_a_run_that_has_an_end_can_be_stopped_before_it(bool open, long? count, bool interrupted)
    {
        using var stop = new CancellationTokenSource();
        RunResult result = RunFaulty(
            FaultyServer.Answering((n, reply) =>
            {
                if (n == 10)
                {
                    stop.Cancel();
                }

                return reply;
            }),
            options => options with { Rate = open ? 1_000 : null, Count = count },
            stop.Token);

        Assert.Equal(interrupted, result.Interrupted);
        Assert.Equal(0, result.Faults.Total);
    }

    /// <summary>Of 1,000 messages so many have that fault and no other; the rest is answered, though on a busy machine some of it late.</summary>
    private static void AssertWithLate(long expected, long found, RunResult result)
    {
        Assert.Equal(expected, found);
        Assert.Equal(expected, result.Faults.Total - result.Faults.Late);
        Assert.Equal(1_000 - expected, result.Answered + result.Faults.Late);
    }

    /// <summary>Bound and not listening: the port is nobody else's, and connections to it are refused.</summary>
    private static Socket NobodyListens()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private sealed class SlowObserver : IReplyObserver
    {
        /// <summary>When it let the client go on, as Stopwatch counts.</summary>
        public long DoneAt { get; private set; }

        public void Connected(int connection, EndPoint endPoint, long connectTicks)
        {
            Thread.Sleep(500);
            DoneAt = Stopwatch.GetTimestamp();
        }

        public void Disconnected(long sent, long lost, long? lostSince, SocketError error, bool reopens)
        {
        }

        public void Replied(long sequence, ReadOnlySpan<byte> reply, ReplyVerdict verdict, long roundTripTicks)
        {
        }

        public void Surplus(ReadOnlySpan<byte> bytes)
        {
        }

        public void TimedOut(long sequence, long sentAt)
        {
        }
    }
}

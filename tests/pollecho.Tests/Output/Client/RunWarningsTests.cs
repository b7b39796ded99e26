using System.Diagnostics;
using Pollecho.Client;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Tests.Client;

namespace Pollecho.Tests.Output.Client;

public class RunWarningsTests
{
    private const long Nanoseconds = 1_000_000_000;

    [Fact]
    public void A_good_run_gives_none()
    {
        Assert.Empty(Of(RunSamples.Closed, RunSamples.Good));
        Assert.Empty(Of(RunSamples.Open, RunSamples.GoodOpen));
    }

    [Fact]
    public void Retransmits_are_reported_and_their_absence_is_not()
    {
        RunResult result = RunSamples.Good;
        result.Tcp = new TcpTotals(0, 50, TimeSpan.FromMilliseconds(1));
        result.Slow = new SlowReplies(7, 0);
        Assert.Empty(Of(RunSamples.Closed, result));

        result.Tcp = new TcpTotals(37, 50, TimeSpan.FromMilliseconds(1));
        Assert.Equal(
            "TCP on this side retransmitted 37 times in the window: packets or their acknowledgements were lost or late, "
            + "which slows messages down; check the path, and what the server's side retransmits",
            Assert.Single(Of(RunSamples.Closed, result)));
    }

    [Fact]
    public void What_goes_wrong_in_the_cool_down_is_said_and_is_the_others_matter()
    {
        RunResult result = RunSamples.Good;
        result.CooldownFaults.Lost = 3;
        result.CooldownFaults.Reset = 1;

        const string ForOthers = "this client's figures are complete, but what others measured then may be of less load";
        Assert.Equal([$"not all went well in the cool-down (3 lost, 1 reset): {ForOthers}"], Of(RunSamples.Closed, result));
        Assert.Equal([$"the run was stopped in its cool-down: {ForOthers}"], Of(RunSamples.Closed, Stopped()));

        static RunResult Stopped()
        {
            var stopped = new RunResult { IsCooldownCut = true, Stopped = true, Elapsed = TimeSpan.FromSeconds(10) };
            stopped.Add(RunSamples.Good);
            return stopped;
        }
    }

    [Fact]
    public void The_clock_of_this_machine_is_the_one_looked_at() => Assert.Equal(
        RunWarnings.Of(RunSamples.Closed, RunSamples.Good, RunSamples.Percentiles, Stopwatch.Frequency),
        RunWarnings.Of(RunSamples.Closed, RunSamples.Good, RunSamples.Percentiles));

    [Theory]
    [InlineData(1_000, 99, false)]
    [InlineData(999, 99, true)]
    [InlineData(100_000, 99.99, false)]
    [InlineData(99_999, 99.99, true)]
    [InlineData(20, 50, false)]
    [InlineData(19, 50, true)]
    [InlineData(10, 0, false)]
    [InlineData(1, 100, false)]
    public void A_percentile_needs_ten_samples_beyond_it(int count, double percentile, bool warned)
    {
        RunResult result = RunSamples.Good;
        result.Service = RunSamples.Same(50_000, count);

        Assert.Equal(warned, RunWarnings.Of(RunSamples.Closed, result, [percentile], Nanoseconds).Count == 1);
    }

    [Fact]
    public void All_percentiles_with_too_few_samples_are_reported_in_one_sentence()
    {
        RunResult result = RunSamples.Good;
        result.Service = RunSamples.Same(50_000, 5_000);

        Assert.Equal(
            "5,000 samples are too few for p99.9 and p99.99, for fewer than 10 lie beyond: "
            + "send at least 100,000 messages, or leave them out of --percentiles",
            Assert.Single(Of(RunSamples.Closed, result)));
    }

    [Fact]
    public void A_run_without_an_answer_is_reported_as_such() => Assert.Equal(
        "no message of the measured window was answered, so there are no round-trip times: run longer",
        Assert.Single(Of(RunSamples.Closed, new RunResult())));

    [Theory]
    [InlineData(9_990, 1, 9_900, true)]
    [InlineData(9_990, 1, 10_000, false)]
    [InlineData(8_900, 1, 0, false)]
    [InlineData(9_990, 2, 0, false)]
    [InlineData(19_000, 2, 0, true)]
    public void A_client_that_never_waited_was_the_bottleneck(int cpuMilliseconds, int threads, int emptyTurns, bool warned)
    {
        RunResult result = RunSamples.Good;
        result.Cpu = TimeSpan.FromMilliseconds(cpuMilliseconds);
        result.EmptyTurns = emptyTurns;

        AssertWarned(warned, "the client itself was the bottleneck, busy for 9", Of(RunSamples.Closed with { Threads = threads }, result));
    }

    [Theory]
    [InlineData(200, false)]
    [InlineData(201, true)]
    public void What_was_due_must_be_sent_by_the_end_of_the_window(long backlog, bool warned)
    {
        RunResult result = RunSamples.GoodOpen;
        result.Backlog = backlog;

        AssertWarned(warned, "0.1% of the 200,000 messages that were due were not sent by the end of the window: replies came too slowly", Of(RunSamples.Open, result));
    }

    [Fact]
    public void What_was_skipped_or_never_sent_is_missed_too()
    {
        RunResult result = RunSamples.GoodOpen;
        result.Skipped = 50_000;
        AssertWarned(true, "20% of the 250,000 messages", Of(RunSamples.Open, result));

        result.Skipped = 0;
        result.Unsent = 50_000;
        AssertWarned(true, "20% of the 250,000 messages", Of(RunSamples.Open, result));
    }

    [Fact]
    public void A_message_at_the_edge_of_the_window_is_not_missed()
    {
        RunResult result = RunSamples.GoodOpen;
        result.Sent = 99;
        result.Backlog = 1;

        Assert.Empty(Of(RunSamples.Open with { Rate = 10 }, result));
    }

    [Fact]
    public void An_open_loop_that_was_stopped_need_not_have_sent_all()
    {
        RunResult result = RunSamples.GoodOpen;
        result.Backlog = 100_000;
        result.Interrupted = true;

        Assert.Empty(Of(RunSamples.Open, result));
    }

    [Fact]
    public void Connections_that_were_down_are_not_replies_that_came_too_slowly()
    {
        RunResult result = RunSamples.GoodOpen;
        result.Unsent = 50_000;
        result.Faults.Closed = 1;

        AssertWarned(true, "20% of the 250,000 messages that were due were not sent by the end of the window: see the faults", Of(RunSamples.Open, result));
    }

    [Fact]
    public void A_client_that_takes_messages_up_late_is_named_as_the_cause()
    {
        RunResult result = RunSamples.GoodOpen;
        result.Backlog = 10_000;
        result.Untaken = 40_000;
        result.SendDelay = RunSamples.Same(2_000_000, 200_000);

        IReadOnlyList<string> warnings = Of(RunSamples.Open, result);
        Assert.Equal(2, warnings.Count);
        Assert.Contains("by the end of the window: the client cannot keep this rate", warnings[0], StringComparison.Ordinal);
        Assert.StartsWith("the client itself was late: at p50, p90, p99, p99.9, p99.99 it took messages up 2.00 ms, ", warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Each_percentile_is_looked_at_for_what_is_the_clients_own()
    {
        RunResult result = RunSamples.GoodOpen;
        var delay = RunSamples.Same(0, 196_000);
        delay.RecordNanoseconds(1_000_000, 4_000);
        result.SendDelay = delay;

        Assert.StartsWith(
            "the client itself was late: at p99, p99.9, p99.99 it took messages up 1.00 ms, 1.00 ms, 1.00 ms after they were due, of a response time of 1.21 ms, 1.21 ms, 1.21 ms; ",
            Assert.Single(Of(RunSamples.Open, result)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(252, false)]
    [InlineData(253, true)]
    public void A_quarter_of_the_response_time_may_be_the_clients_own(int share, bool warned)
    {
        RunResult result = RunSamples.GoodOpen;
        result.Response = RunSamples.Same(1_010_000, 200_000);
        result.SendDelay = RunSamples.Same(share * 1_000, 200_000);

        AssertWarned(warned, "the client itself was late: at p50", Of(RunSamples.Open, result));
    }

    [Fact]
    public void A_client_that_was_kept_from_its_connections_says_so()
    {
        RunResult result = RunSamples.Good;
        result.Stalled = TimeSpan.FromMilliseconds(2_050);
        result.LongestStall = TimeSpan.FromSeconds(2);

        AssertWarned(true, "this client did not get to its connections for 2.05 s in all, 2.00 s at a time at most: it was stopped", Of(RunSamples.Closed, result));
    }

    [Theory]
    [InlineData(1_000, false)]
    [InlineData(1_001, true)]
    public void A_client_that_waited_for_a_processor_says_so(int milliseconds, bool warned)
    {
        RunResult result = RunSamples.Good;
        result.RunQueueWait = TimeSpan.FromMilliseconds(milliseconds);

        AssertWarned(warned, "the client waited for a processor 5% of the time", Of(RunSamples.Closed with { Threads = 2 }, result));
    }

    [Theory]
    [InlineData(10_000_000, 10_000, false)]
    [InlineData(10_000_000, 9_000, true)]
    [InlineData(1_000_000_000, 9_000, false)]
    public void A_clock_must_be_finer_than_a_hundredth_of_the_median(long frequency, long median, bool warned)
    {
        RunResult result = RunSamples.Good;
        result.Service = RunSamples.Same(median, 200_000);

        AssertWarned(warned, "the clock moves in steps of 100 ns, more than 1% of the median",
            RunWarnings.Of(RunSamples.Closed, result, RunSamples.Percentiles, frequency));
    }

    [Theory]
    [InlineData(50_000, 55_000, "")]
    [InlineData(55_000, 50_000, "")]
    [InlineData(50_000, 62_500, "the last quarter of the run got 25% more replies than the first: the warm-up may have been too short")]
    [InlineData(50_000, 40_000, "the last quarter of the run got 20% fewer replies than the first: see what else runs")]
    [InlineData(0, 50_000, "the first quarter of the run got no reply at all: the warm-up may have been too short")]
    [InlineData(50_000, 0, "the last quarter of the run got 100% fewer replies than the first: see what else runs")]
    [InlineData(5, 10, "")]
    public void The_last_quarter_must_be_like_the_first(long first, long last, string expected)
    {
        RunResult result = RunSamples.Good;
        result.Quarters = [first, 50_000, 50_000, last];

        AssertWarned(expected.Length > 0, expected, Of(RunSamples.Closed, result));
    }

    [Fact]
    public void Where_something_else_went_wrong_a_change_of_speed_is_not_laid_to_the_warm_up()
    {
        RunResult result = RunSamples.Good;
        result.Quarters = [50_000, 50_000, 50_000, 62_500];
        result.Faults.Reset = 1;

        AssertWarned(true, "the last quarter of the run got 25% more replies than the first, but not all went well in it", Of(RunSamples.Closed, result));
    }

    [Fact]
    public void Quarters_that_the_run_did_not_fill_show_nothing()
    {
        Assert.Empty(Of(RunSamples.Closed, RunSamples.Interrupted));

        RunResult counted = RunSamples.Interrupted;
        counted.Interrupted = false;
        Assert.Empty(Of(RunSamples.Closed with { Count = 200_000 }, counted));
    }

    private static IReadOnlyList<string> Of(RunOptions options, RunResult result) =>
        RunWarnings.Of(options, result, RunSamples.Percentiles, Nanoseconds);

    private static void AssertWarned(bool warned, string start, IReadOnlyList<string> warnings)
    {
        Assert.Equal(warned ? 1 : 0, warnings.Count);
        Assert.All(warnings, warning => Assert.StartsWith(start, warning, StringComparison.Ordinal));
    }
}

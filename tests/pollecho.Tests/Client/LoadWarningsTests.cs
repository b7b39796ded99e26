using System.Diagnostics;
using Pollecho.Client;

namespace Pollecho.Tests.Client;

public class LoadWarningsTests
{
    private const long Nanoseconds = 1_000_000_000;

    [Fact]
    public void A_good_run_gives_none()
    {
        Assert.Empty(Of(LoadSamples.Closed, LoadSamples.Good));
        Assert.Empty(Of(LoadSamples.Open, LoadSamples.GoodOpen));
    }

    [Fact]
    public void The_clock_of_this_machine_is_the_one_looked_at() => Assert.Equal(
        LoadWarnings.Of(LoadSamples.Closed, LoadSamples.Good, LoadSamples.Percentiles, Stopwatch.Frequency),
        LoadWarnings.Of(LoadSamples.Closed, LoadSamples.Good, LoadSamples.Percentiles));

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
        LoadResult result = LoadSamples.Good;
        result.Service = LoadSamples.Same(50_000, count);

        Assert.Equal(warned, LoadWarnings.Of(LoadSamples.Closed, result, [percentile], Nanoseconds).Count == 1);
    }

    [Fact]
    public void All_percentiles_with_too_few_samples_are_told_in_one_sentence()
    {
        LoadResult result = LoadSamples.Good;
        result.Service = LoadSamples.Same(50_000, 5_000);

        Assert.Equal(
            "5,000 samples are too few for p99.9 and p99.99, for fewer than 10 lie beyond: "
            + "send at least 100,000 messages, or leave it out of --percentiles",
            Assert.Single(Of(LoadSamples.Closed, result)));
    }

    [Fact]
    public void A_run_without_an_answer_is_told_as_such() => Assert.Equal(
        "no message of the measured window was answered, so there are no round-trip times: see the faults, or run longer",
        Assert.Single(Of(LoadSamples.Closed, new LoadResult())));

    [Theory]
    [InlineData(9_990, 1, 9_900, true)]
    [InlineData(9_990, 1, 10_000, false)]
    [InlineData(8_900, 1, 0, false)]
    [InlineData(9_990, 2, 0, false)]
    [InlineData(19_000, 2, 0, true)]
    public void A_client_that_never_waited_was_the_bottleneck(int cpuMilliseconds, int threads, int emptyTurns, bool warned)
    {
        LoadResult result = LoadSamples.Good;
        result.Cpu = TimeSpan.FromMilliseconds(cpuMilliseconds);
        result.EmptyTurns = emptyTurns;

        AssertWarned(warned, "the client itself was the bottleneck, busy for 9", Of(LoadSamples.Closed with { Threads = threads }, result));
    }

    [Theory]
    [InlineData(199_800, false)]
    [InlineData(199_799, true)]
    public void An_open_loop_must_send_what_was_due(long sent, bool warned)
    {
        LoadResult result = LoadSamples.GoodOpen;
        result.Sent = sent;

        AssertWarned(warned, "99.9% of the 200,000 messages that were due were sent: replies came too slowly", Of(LoadSamples.Open, result));
    }

    [Fact]
    public void A_message_at_the_edge_of_the_window_is_not_missed()
    {
        LoadResult result = LoadSamples.GoodOpen;
        result.Sent = 99;

        Assert.Empty(Of(LoadSamples.Open with { Rate = 10 }, result));
    }

    [Theory]
    [InlineData(100_000, "")]
    [InlineData(90_000, "90% of the 100,000 messages that were due were sent: replies came too slowly")]
    public void An_open_loop_need_not_have_sent_more_than_its_count(long sent, string expected)
    {
        // The window is until the last reply: by the rate alone 200,000 would have been due in it.
        LoadResult result = LoadSamples.GoodOpen;
        result.Sent = sent;

        AssertWarned(expected.Length > 0, expected, Of(LoadSamples.Open with { Count = 100_000, Duration = null }, result));
    }

    [Fact]
    public void An_open_loop_that_was_stopped_need_not_have_sent_all()
    {
        LoadResult result = LoadSamples.GoodOpen;
        result.Sent = 100_000;
        result.Interrupted = true;

        Assert.Empty(Of(LoadSamples.Open, result));
    }

    [Fact]
    public void A_client_that_sends_late_is_named_as_the_cause()
    {
        LoadResult result = LoadSamples.GoodOpen;
        result.Sent = 150_000;
        result.SendDelay = LoadSamples.Same(2_000_000, 1_000);

        IReadOnlyList<string> warnings = Of(LoadSamples.Open, result);
        Assert.Equal(2, warnings.Count);
        Assert.StartsWith("75% of the 200,000 messages that were due were sent: the client cannot keep this rate", warnings[0], StringComparison.Ordinal);
        Assert.StartsWith("half of the messages were sent more than 2.00 ms after they were due", warnings[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000_000, false)]
    [InlineData(1_100_000, true)]
    public void A_message_is_late_after_a_millisecond(long delay, bool warned)
    {
        LoadResult result = LoadSamples.GoodOpen;
        result.SendDelay = LoadSamples.Same(delay, 1_000);

        AssertWarned(warned, "half of the messages were sent more than 1.10 ms after", Of(LoadSamples.Open, result));
    }

    [Theory]
    [InlineData(10_000_000, 10_000, false)]
    [InlineData(10_000_000, 9_000, true)]
    [InlineData(1_000_000_000, 9_000, false)]
    public void A_clock_must_be_finer_than_a_hundredth_of_the_median(long frequency, long median, bool warned)
    {
        LoadResult result = LoadSamples.Good;
        result.Service = LoadSamples.Same(median, 200_000);

        AssertWarned(warned, "the clock moves in steps of 100 ns, more than 1% of the median",
            LoadWarnings.Of(LoadSamples.Closed, result, LoadSamples.Percentiles, frequency));
    }

    [Theory]
    [InlineData(50_000, 55_000, "")]
    [InlineData(55_000, 50_000, "")]
    [InlineData(50_000, 62_500, "the last quarter of the run got 25% more replies than the first: the warm-up was too short")]
    [InlineData(50_000, 40_000, "the last quarter of the run got 20% fewer replies than the first: it slows down")]
    [InlineData(0, 50_000, "the first quarter of the run got no reply at all: the warm-up was too short")]
    [InlineData(50_000, 0, "the last quarter of the run got 100% fewer replies than the first: it slows down")]
    [InlineData(5, 10, "")]
    public void The_last_quarter_must_be_like_the_first(long first, long last, string expected)
    {
        LoadResult result = LoadSamples.Good;
        result.Quarters = [first, 50_000, 50_000, last];

        AssertWarned(expected.Length > 0, expected, Of(LoadSamples.Closed, result));
    }

    [Fact]
    public void Quarters_that_the_run_did_not_fill_tell_nothing()
    {
        Assert.Empty(Of(LoadSamples.Closed, LoadSamples.Interrupted));

        LoadResult counted = LoadSamples.Interrupted;
        counted.Interrupted = false;
        Assert.Empty(Of(LoadSamples.Closed with { Count = 200_000 }, counted));
    }

    private static IReadOnlyList<string> Of(LoadOptions options, LoadResult result) =>
        LoadWarnings.Of(options, result, LoadSamples.Percentiles, Nanoseconds);

    private static void AssertWarned(bool warned, string start, IReadOnlyList<string> warnings)
    {
        Assert.Equal(warned ? 1 : 0, warnings.Count);
        Assert.All(warnings, warning => Assert.StartsWith(start, warning, StringComparison.Ordinal));
    }
}

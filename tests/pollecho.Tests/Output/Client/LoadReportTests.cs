using System.Globalization;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Tests.Client;

namespace Pollecho.Tests.Output.Client;

public class LoadReportTests
{
    [Fact]
    public void A_closed_loop_is_announced_in_one_line() => Assert.Equal(
        ["pollecho client: 50 connections to 127.0.0.1:8083, 128 B a message, closed loop, for 10.0 s after 1.00 s of warm-up"],
        Started(RunSamples.Closed));

    [Fact]
    public void An_open_loop_is_announced_with_its_rate() => Assert.Equal(
        [
            "pollecho client: 1 connection to 127.0.0.1:8083, 128 B a message, open loop at 20,000 a second, "
            + "up to 16 under way on each, 2 threads, for 1,000,000 messages or 10.0 s",
        ],
        Started(RunSamples.Open with { Connections = 1, Pipeline = 16, Threads = 2, Count = 1_000_000, Warmup = TimeSpan.Zero }));

    [Fact]
    public void A_run_without_end_is_announced_as_such() => Assert.Equal(
        ["pollecho client: 1 connection to 127.0.0.1:8083, 128 B a message, closed loop, one every 100 ms, until stopped"],
        Started(RunSamples.Closed with
        {
            Connections = 1,
            Duration = null,
            Warmup = TimeSpan.Zero,
            Interval = TimeSpan.FromMilliseconds(100),
        }));

    [Fact]
    public void A_closed_loop_is_reported_in_full() => Assert.Equal(
        [
            "",
            "messages     200,000 sent, 200,000 answered in 10.0 s",
            "connections  50 of 50, opened in 4.21 ms",
            "throughput   20,000 messages/s, 2.44 MiB/s each way",
            "client CPU   50.0% of one core, 25.0 µs a message",
            "",
            "round-trip time (RTT)",
            "min           10.0 µs",
            "mean           110 µs",
            "stddev        57.7 µs",
            "p50            110 µs",
            "p90            190 µs",
            "p99            208 µs",
            "p99.9          210 µs",
            "p99.99         210 µs",
            "max            210 µs",
        ],
        Finished(RunSamples.Closed, RunSamples.Good));

    [Theory]
    [InlineData(50, 0, "TCP          RTT 20.0 µs (mean of 50 connections), 0 retransmits")]
    [InlineData(1, 1, "TCP          RTT 1.00 ms, 1 retransmit")]
    [InlineData(0, 1_234, "TCP          1,234 retransmits")]
    public void What_TCP_measured_stands_beside_it(int timed, long retransmits, string line)
    {
        RunResult result = RunSamples.Good;
        result.Tcp = new TcpTotals(retransmits, timed, TimeSpan.FromMilliseconds(1));

        Assert.Equal(line, Finished(RunSamples.Closed, result)[5]);
    }

    [Fact]
    public void An_open_loop_is_reported_with_both_times() => Assert.Equal(
        [
            "",
            "messages     200,000 sent, 200,000 answered in 10.0 s",
            "connections  50 of 50, opened in 4.21 ms",
            "throughput   20,000 messages/s of 20,000 asked for, 2.44 MiB/s each way",
            "send delay   p50 100 µs, p99 198 µs after messages were due",
            "client CPU   50.0% of one core, 25.0 µs a message",
            "",
            "round-trip time (RTT): service time from the actual send, response time from when it was due",
            "                service time  response time",
            "min                  10.0 µs        1.01 ms",
            "mean                  110 µs        1.11 ms",
            "stddev               57.7 µs        57.7 µs",
            "p50                   110 µs        1.11 ms",
            "p90                   190 µs        1.19 ms",
            "p99                   208 µs        1.21 ms",
            "p99.9                 210 µs        1.21 ms",
            "p99.99                210 µs        1.21 ms",
            "max                   210 µs        1.21 ms",
        ],
        Finished(RunSamples.Open, RunSamples.GoodOpen));

    [Fact]
    public void Faults_are_reported_by_kind_and_only_those_that_were() => Assert.Contains(
        "faults       1,234 lost, 2 connect timed out; the last system error: connection reset by peer",
        Finished(RunSamples.Closed, RunSamples.Failed));

    [Fact]
    public void What_did_not_happen_is_not_mentioned()
    {
        string text = string.Join('\n', Finished(RunSamples.Closed with { Connections = 1 }, RunSamples.Good));

        Assert.All((string[])["faults", "skipped", "warning", "connections", "delay", "stopped"], word =>
            Assert.DoesNotContain(word, text, StringComparison.Ordinal));
    }

    [Fact]
    public void An_early_end_and_skipped_messages_are_reported()
    {
        RunResult result = RunSamples.Interrupted;
        result.Skipped = 1_234;

        Assert.Contains("messages     200,000 sent, 200,000 answered in 2.00 s, 1,234 skipped, stopped before its end", Finished(RunSamples.Closed, result));
    }

    [Fact]
    public void Few_messages_a_second_keep_their_decimals()
    {
        RunResult result = RunSamples.Good;
        result.Replies = 123;

        Assert.Contains("throughput   12.3 messages/s, 1.54 KiB/s each way", Finished(RunSamples.Closed, result));
    }

    [Fact]
    public void A_run_without_an_answer_has_no_table_but_a_warning() => Assert.Equal(
        [
            "",
            "messages     0 sent, 0 answered",
            "connections  0 of 50",
            "",
            "warning: no message of the measured window was answered, so there are no round-trip times: run longer",
        ],
        Finished(RunSamples.Closed, new RunResult { Elapsed = TimeSpan.FromMicroseconds(3) }));

    [Fact]
    public void Every_warning_is_a_line()
    {
        RunResult result = RunSamples.GoodOpen;
        result.Backlog = 50_000;
        result.SendDelay = RunSamples.Same(2_000_000, 1_000);

        string[] lines = Finished(RunSamples.Open, result);
        Assert.Equal("", lines[^3]);
        Assert.All(lines[^2..], line => Assert.StartsWith("warning: ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Units_of_any_size_stay_in_their_columns()
    {
        RunResult result = RunSamples.GoodOpen;
        result.Service = Mixed(7, 900_000, 999_900_000, 1_000_000_000_000);
        result.Response = Mixed(12_000, 45_600_000, 2_000_000_000, 3_599_000_000_000);

        string[] table = [.. Finished(RunSamples.Open, result).SkipWhile(line => !line.StartsWith("min", StringComparison.Ordinal)).TakeWhile(line => line.Length > 0)];
        Assert.Equal(RunSamples.Percentiles.Count + 4, table.Length);
        Assert.All(table, row =>
        {
            // The last digit of each figure, and the blank before its unit.
            Assert.True(char.IsAsciiDigit(row[24]) && row[25] == ' ' && char.IsAsciiDigit(row[39]) && row[40] == ' ', row);
            Assert.False(row.EndsWith(' '), row);
        });
    }

    [Fact]
    public void On_a_narrow_terminal_what_goes_on_is_below_its_beginning()
    {
        RunResult result = RunSamples.GoodOpen;
        result.Skipped = 1_000_000;
        string[] wide = Lines(report => report.Finished(RunSamples.Open, result, RunSamples.Percentiles));
        string[] narrow = Lines(report => report.Finished(RunSamples.Open, result, RunSamples.Percentiles), width: 59);

        Assert.Contains(wide, line => line.Length > 59);
        Assert.All(narrow, line => Assert.InRange(line.Length, 0, 59));
        Assert.Equal(Words(wide), Words(narrow));
        Assert.StartsWith(new string(' ', 13), narrow[2], StringComparison.Ordinal);
        Assert.All(Lines(report => report.Finished(RunSamples.Open, result, RunSamples.Percentiles), width: 39), line => Assert.InRange(line.Length, 0, 39));

        static IEnumerable<string> Words(string[] lines) => lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static LatencyHistogram Mixed(params long[] nanoseconds)
    {
        var histogram = new LatencyHistogram();
        foreach (long value in nanoseconds)
        {
            histogram.RecordNanoseconds(value, 1_000_000);
        }

        return histogram;
    }

    [Fact]
    public void Several_servers_are_named_and_have_a_row_each()
    {
        RunOptions options = RunSamples.Closed with { Targets = [Named("one:80"), Named("two:80"), Named("three:80")] };
        Assert.StartsWith("pollecho client: 50 connections to one:80, two:80 and three:80, ", Started(options)[0], StringComparison.Ordinal);
        Assert.StartsWith("pollecho client: 50 connections to 4 servers, ", Started(options with { Targets = [.. options.Targets, options.Targets[0]] })[0], StringComparison.Ordinal);

        RunResult result = RunSamples.OfTwo;
        result.Targets[1].Found.Unsent = 3;
        string[] lines = Finished(options, result);

        Assert.Equal(
            [
                "  server  connected  answered  unsent  messages/s     mean      p50      p90      p99      max  faults",
                "  one:80         50   200,000       0      20,000   110 µs   110 µs   190 µs   208 µs   210 µs    none",
                "  two:80         25         5       3        0.50  1.00 ms  1.00 ms  1.00 ms  1.00 ms  1.00 ms  2 lost",
            ],
            lines.SkipWhile(line => !line.StartsWith("  server", StringComparison.Ordinal)).Take(3));
    }

    [Fact]
    public void Where_no_connection_came_about_there_is_no_time_that_it_took()
    {
        RunResult result = RunSamples.Good;
        (result.Connected, result.Sent, result.Answered) = (0, 0, 0);

        Assert.Contains("connections  0 of 50", Finished(RunSamples.Closed, result));
    }

    private static ServerTarget Named(string name) => new([RunSamples.Closed.EndPoint]) { Name = name };

    private static string[] Started(RunOptions options) => Lines(report => report.Started(options));

    private static string[] Finished(RunOptions options, RunResult result) =>
        Lines(report => report.Finished(options, result, RunSamples.Percentiles));

    private static string[] Lines(Action<LoadReport> tell, int? width = null)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        tell(new LoadReport(output, width));
        return output.ToString().TrimEnd('\n').Split('\n');
    }
}

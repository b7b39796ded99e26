using System.Diagnostics;
using System.Net;
using Pollecho.Client;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Tests.Waiting;

namespace Pollecho.Tests.Output.Client;

/// <summary>What the client prints when it works like ping.</summary>
public class PingReportTests
{
    private static readonly RunOptions Options = new(
        new IPEndPoint(IPAddress.Loopback, 8083), new UniquePayload(16, Expect.Upper), Ways.Of("spin"))
    {
        Timeout = TimeSpan.FromSeconds(1),
    };

    [Theory]
    [InlineData(42_549)]
    [InlineData(42_551)]
    [InlineData(999)]
    [InlineData(1_234_567)]
    public void Two_figures_of_one_sample_are_the_same(long nanoseconds)
    {
        Assert.SkipUnless(Stopwatch.Frequency == 1_000_000_000, "the clock does not count nanoseconds");
        var result = new RunResult { Sent = 1, Answered = 1, Connected = 1 };
        result.Service.Record(nanoseconds);

        string[] lines = Lines(
            report =>
            {
                report.Replied(0, "REPLY"u8, right: true, nanoseconds);
                report.Finished(result, [50, 99.9]);
            });

        string rtt = lines[0].Split("rtt=")[1];
        Assert.Equal("1 sent, 1 answered, 0 wrong, 0 lost", lines[1]);
        Assert.Equal($"rtt min/p50/p99.9/max = {rtt} / {rtt} / {rtt} / {rtt}", lines[2]);
    }

    [Fact]
    public void Each_message_is_of_one_kind_and_what_is_no_message_counted_apart()
    {
        var result = new RunResult { Sent = 127, Answered = 64, Connected = 1, UnderWay = 1 };
        result.Faults.Altered = 2;
        result.Faults.Short = 4;
        result.Faults.OutOfOrder = 1;
        result.Faults.TimedOut = 8;
        result.Faults.Lost = 16;
        result.Faults.Late = 31;
        result.Faults.Repeated = 3;
        result.Faults.SurplusBytes = 5;

        Assert.Equal(
            ["127 sent, 64 answered, 7 wrong, 24 lost, 31 late, 1 under way, 3 repeated, 5 bytes too many"],
            Lines(report => report.Finished(result, [50])));
    }

    [Fact]
    public void What_TCP_measured_follows_with_what_it_explains()
    {
        var result = new RunResult
        {
            Sent = 1,
            Answered = 1,
            Connected = 1,
            Tcp = new TcpTotals(4, 1, TimeSpan.FromMilliseconds(2)),
            Slow = new SlowReplies(7, 3),
        };

        Assert.Equal(
            [
                "1 sent, 1 answered, 0 wrong, 0 lost",
                "TCP RTT 2.00 ms, 4 retransmits",
                "warning: 3 of 7 slow replies (over 200 ms) came after TCP on this side had retransmitted: "
                + "packets or their acknowledgements were lost or late; check the path, and what the server's side retransmits",
            ],
            Lines(report => report.Finished(result, [50])));
    }

    [Fact]
    public void What_came_is_shown_right_wrong_and_surplus() => Assert.Equal(
        [
            "seq=1 \"REPLY\" rtt=1.00 µs",
            "seq=2 \"RE\" rtt=1.00 µs WRONG, expected \"<BAAAAAAAAAAAAAB\"",
            "surplus \"bye\\x0a\" (4 bytes that belong to no reply)",
            "seq=3 no whole reply within 1.00 s",
        ],
        Lines(report =>
        {
            long microsecond = Stopwatch.Frequency / 1_000_000;
            report.Replied(0, "REPLY"u8, right: true, microsecond);
            report.Replied(1, "RE"u8, right: false, microsecond);
            report.Surplus("bye\n"u8);
            report.TimedOut(2);
        }));

    private static string[] Lines(Action<PingReport> show)
    {
        var text = new StringWriter { NewLine = "\n" };
        show(new PingReport(text, Options));
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}

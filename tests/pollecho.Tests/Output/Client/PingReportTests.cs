using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Tests.Client;
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
        var result = new RunResult { Sent = 1, Answered = 1, Connected = 1, Ping = Figures(mdev: 0) };
        result.Service.Record(nanoseconds);

        string[] lines = Lines(
            report =>
            {
                report.Replied(0, "REPLY"u8, ReplyVerdict.Right, nanoseconds);
                report.Finished(result, [50, 99.9]);
            });

        string rtt = lines[0].Split("rtt=")[1];
        Assert.Equal("1 sent, 1 answered, 0 wrong, 0 lost", lines[1]);
        Assert.Equal($"rtt min/mean/p50/p99.9/max/mdev = {rtt} / {rtt} / {rtt} / {rtt} / {rtt} / 0 ns", lines[3]);
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
            ["127 sent, 64 answered, 7 wrong, 24 lost, 31 late, 1 under way, 3 repeated, 5 bytes too many", "loss 43.7%, elapsed 0 ns"],
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
                "loss 0%, elapsed 0 ns",
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
            "seq=3 \"REPLY\" rtt=1.00 µs LATE",
            "seq=4 \"REPLY\" rtt=1.00 µs OUT OF ORDER",
        ],
        Lines(report =>
        {
            long microsecond = Stopwatch.Frequency / 1_000_000;
            report.Replied(0, "REPLY"u8, ReplyVerdict.Right, microsecond);
            report.Replied(1, "RE"u8, ReplyVerdict.Short, microsecond);
            report.Surplus("bye\n"u8);
            report.TimedOut(2, sentAt: 0);
            report.Replied(2, "REPLY"u8, ReplyVerdict.Late, microsecond);
            report.Replied(3, "REPLY"u8, ReplyVerdict.OutOfOrder, microsecond);
        }));

    [Fact]
    public void The_summary_has_the_figures_of_a_path_and_its_outages()
    {
        var start = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
        var result = new RunResult
        {
            Sent = 40_000,
            Answered = 39_999,
            Connected = 1,
            Elapsed = TimeSpan.FromSeconds(61),
            Ping = Figures(
                mdev: 5_000,
                jitter: 2_000,
                outageCount: 2,
                new Outage(start, TimeSpan.FromSeconds(1.5), IsOver: true, 3),
                new Outage(start.AddMinutes(1), TimeSpan.FromSeconds(2), IsOver: false, 4)),
        };
        result.Faults.Late = 1;
        result.Service.RecordNanoseconds(10_000);
        result.ConnectTime.RecordNanoseconds(200_000);
        result.ConnectTime.RecordNanoseconds(3_000_000);

        Assert.Equal(
            [
                "40,000 sent, 39,999 answered, 0 wrong, 0 lost, 1 late",
                "loss under 0.01%, elapsed 62.0 s, connect 200 µs to 3.00 ms",
                "rtt min/mean/max/mdev = 10.0 µs / 10.0 µs / 10.0 µs / 5.00 µs",
                "jitter 2.00 µs (RFC 3550, of round trips)",
                "2 outages, 7.00 s in all:",
                "  1.50 s: from 2026-01-31T12:00:00.000000Z to 2026-01-31T12:00:01.500000Z, 3 messages without a reply in time",
                "  2.00 s: from 2026-01-31T12:01:00.000000Z to the end of the run, 4 messages without a reply in time",
            ],
            Lines(report => report.Finished(result, [])));

        result.Sent += 3;
        Assert.Equal(
            "40,003 sent, 39,999 answered, 0 wrong, 0 lost, 1 late, 3 under way, loss under 0.01%; rtt min/mean/max/mdev = 10.0 µs / 10.0 µs / 10.0 µs / 5.00 µs; 2 outages, 7.00 s in all",
            PingSummary.SoFar(result));
    }

    [Fact]
    public void Of_many_outages_the_summary_shows_the_first_and_how_many_more_there_were()
    {
        Outage[] kept = [.. Enumerable.Range(0, PingFigures.MostOutages).Select(_ => new Outage(default, TimeSpan.Zero, IsOver: true, 1))];

        string[] lines = Lines(report => report.Finished(new RunResult { Sent = 1, Connected = 1, Ping = Figures(outageCount: 1_020, outages: kept) }, []));

        Assert.Equal(("  and 1,000 more", 24), (lines[^1], lines.Length));
    }

    [Fact]
    public void With_timestamps_each_line_begins_with_the_time()
    {
        string[] lines = Lines(
            report =>
            {
                report.Connected(0, Options.EndPoint, connectTicks: 0);
                report.Replied(0, "REPLY"u8, ReplyVerdict.Right, 1);
                report.OutageBegan(new Outage(default, default, IsOver: false, 1));
                report.Finished(new RunResult { Sent = 1, Answered = 1, Connected = 1 }, []);
            },
            timestamps: true);

        Assert.Equal(5, lines.Length);
        Assert.All(lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \S", line));
    }

    [Fact]
    public void A_lost_connection_is_shown_where_it_is_opened_again_and_numbers_go_on() => Assert.Equal(
        ["pollecho client: connection lost: closed by the server; trying to open it again", "seq=8 \"REPLY\" rtt=0 ns"],
        Lines(report =>
        {
            report.Disconnected(7, lost: 1, lostSince: null, SocketError.Success, reopens: true);
            report.Replied(0, "REPLY"u8, ReplyVerdict.Right, 0);
            report.Disconnected(7, lost: 1, lostSince: null, SocketError.Success, reopens: false);
        }));

    [Fact]
    public void One_of_several_servers_that_goes_away_for_good_is_reported_at_once()
    {
        var text = new StringWriter { NewLine = "\n" };

        new PingReport(text, Options, server: "two:80").Disconnected(7, lost: 0, lostSince: null, SocketError.ConnectionReset, reopens: false);

        Assert.Equal("pollecho client: two:80: connection lost: connection reset by peer; nothing more is sent there, as --reconnect is not given\n", text.ToString());
    }

    [Fact]
    public void Of_several_servers_each_line_names_its_own_and_the_summary_has_a_row_for_each()
    {
        var text = new StringWriter { NewLine = "\n" };
        var report = new PingReport(text, Options, server: "two:80");
        RunResult result = RunSamples.OfTwo;
        result.Targets[0].Found.Ping = Figures();
        result.Targets[1].Found.Ping = Figures(jitter: 1_000, outageCount: 1, outages: new Outage(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(3.5), IsOver: false, 2));
        result.Ping = PingFigures.Together([.. result.Targets.Select(target => target.Found.Ping!)]);
        report.Connected(0, new IPEndPoint(IPAddress.Loopback, 80), 1);
        report.Replied(0, "REPLY"u8, ReplyVerdict.Right, 0);
        report.Disconnected(7, lost: 1, lostSince: null, SocketError.Success, reopens: true);
        report.OutageEnded(new Outage(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(3.5), IsOver: false, 2));
        report.Finished(result, [50]);

        string[] lines = text.ToString().Split('\n');
        Assert.StartsWith("pollecho client: connected to two:80 at 127.0.0.1:80, sending ", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            [
                "two:80: seq=1 \"REPLY\" rtt=0 ns",
                "pollecho client: two:80: connection lost: closed by the server; trying to open it again",
                "  server     sent  answered   loss     mean      p50      max  faults",
                "  one:80  200,000   200,000     0%   110 µs   110 µs   210 µs    none",
                "  two:80        7         5  28.6%  1.00 ms  1.00 ms  1.00 ms  2 lost",
                "200,007 sent, 200,005 answered, 0 wrong, 2 lost",
            ],
            lines[1..7]);
        Assert.Contains("two:80: 1 outage, 3.50 s in all:", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("one:80: ", StringComparison.Ordinal) || line.StartsWith("1 outage", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_due_without_a_connection_is_lost_too()
    {
        var result = new RunResult { Connected = 1, Sent = 6, Answered = 6, Unsent = 2, Stopped = true, Ping = Figures() };

        Assert.Equal(
            ["6 sent, 6 answered, 0 wrong, 0 lost, 2 not sent for want of a connection", "loss 25.0%, elapsed 62.0 s"],
            Lines(report => report.Finished(result, []))[..2]);
        Assert.Equal((2, "failed", 62.0), (result.Errors, result.Status, result.Lasted.TotalSeconds));
    }

    private static PingFigures Figures(double? mdev = null, double? jitter = null, long outageCount = 0, params Outage[] outages) =>
        new(mdev, jitter, outages, outageCount, TimeSpan.FromSeconds(outageCount * 3.5), TimeSpan.FromSeconds(62));

    private static string[] Lines(Action<PingReport> show, bool timestamps = false)
    {
        var text = new StringWriter { NewLine = "\n" };
        show(new PingReport(text, Options, timestamps: timestamps));
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}

using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Results;

namespace Pollecho.Tests.Client;

/// <summary>When an outage begins and ends, what belongs to it, and what is kept of it.</summary>
public class PingWatchTests
{
    private readonly ManualTime _time = new();
    private readonly Record _report = new();
    private readonly List<RunResult> _summaries = [];
    private readonly PingWatch _watch;

    public PingWatchTests() => _watch = new PingWatch(_report, _summaries.Add, _time);

    [Fact]
    public void Replies_in_time_are_no_outage()
    {
        Reply();
        Reply(ReplyVerdict.Altered);
        _watch.Surplus("x"u8);

        Assert.Equal(["Right", "Altered", "surplus"], _report.Lines);
        Assert.Equal((0L, TimeSpan.Zero), (_watch.Figures.OutageCount, _watch.Figures.OutageTime));
    }

    [Fact]
    public void An_outage_lasts_from_the_first_send_without_a_reply_to_the_next_right_reply_in_time()
    {
        TimeOut(sentSecond: 10, atSecond: 12);
        TimeOut(sentSecond: 12, atSecond: 14);
        Reply(ReplyVerdict.Short);
        Reply(ReplyVerdict.Late);
        _time.Seconds = 15;
        Reply();

        Assert.Equal(["timed out", "began at 10 after 2: 1", "timed out", "Short", "Late", "Right", "ended at 15 after 5: 2"], _report.Lines);
        Outage outage = Assert.Single(_watch.Figures.Outages);
        Assert.Equal((10.0, 5.0, 15.0, 2L), (SecondOf(outage.Start), outage.Length.TotalSeconds, SecondOf(outage.End!.Value), outage.Messages));
        Assert.Equal((1L, 5.0), (_watch.Figures.OutageCount, _watch.Figures.OutageTime.TotalSeconds));
    }

    [Fact]
    public void One_that_is_noticed_after_the_end_of_the_last_does_not_overlap_it()
    {
        TimeOut(sentSecond: 10, atSecond: 12);
        _time.Seconds = 13;
        Reply(ReplyVerdict.OutOfOrder);
        TimeOut(sentSecond: 11, atSecond: 14);
        _time.Seconds = 15;
        Reply();

        Assert.Equal([(10.0, 3.0), (13.0, 2.0)], _watch.Figures.Outages.Select(outage => (SecondOf(outage.Start), outage.Length.TotalSeconds)));
    }

    [Fact]
    public void A_path_on_which_every_reply_is_late_has_one_outage()
    {
        for (int second = 10; second < 20; second++)
        {
            TimeOut(sentSecond: second - 2, atSecond: second);
            Reply(ReplyVerdict.Late);
        }

        _time.Seconds = 20;
        Reply();

        Outage outage = Assert.Single(_watch.Figures.Outages);
        Assert.Equal((8.0, 12.0, 10L), (SecondOf(outage.Start), outage.Length.TotalSeconds, outage.Messages));
    }

    [Fact]
    public void With_a_connection_that_is_lost_an_outage_begins_at_the_send_of_the_first_message_lost_with_it()
    {
        _time.Seconds = 13;
        _watch.Disconnected(5, lost: 3, lostSince: 10 * _time.TimestampFrequency, SocketError.ConnectionReset, reopens: true);
        _time.Seconds = 14;
        Reply();

        Assert.Equal(["disconnected", "began at 10 after 3: 3", "Right", "ended at 14 after 4: 3"], _report.Lines);
    }

    [Fact]
    public void A_message_that_the_end_of_the_run_loses_counts_for_the_outage_that_there_is()
    {
        _watch.Disconnected(1, lost: 1, lostSince: null, SocketError.ConnectionReset, reopens: true);
        _watch.Disconnected(1, lost: 1, lostSince: null, SocketError.ConnectionReset, reopens: false);

        Assert.Equal(2, Assert.Single(_watch.Figures.Outages).Messages);
    }

    [Fact]
    public void A_lost_connection_that_is_opened_again_is_an_outage_with_the_messages_lost()
    {
        _time.Seconds = 3;
        _watch.Disconnected(5, lost: 1, lostSince: null, SocketError.ConnectionReset, reopens: true);
        _time.Seconds = 7;
        _watch.Connected(1, new IPEndPoint(IPAddress.Loopback, 1), connectTicks: 0);
        _time.Seconds = 8;
        Reply();

        Assert.Equal(["disconnected", "began at 3 after 0: 1", "connected", "Right", "ended at 8 after 5: 1"], _report.Lines);
    }

    [Fact]
    public void A_connection_that_is_not_opened_again_ends_the_run_and_begins_no_outage()
    {
        _watch.Disconnected(5, lost: 1, lostSince: null, SocketError.ConnectionReset, reopens: false);

        Assert.Equal(["disconnected"], _report.Lines);
        Assert.Equal(0, _watch.Figures.OutageCount);
    }

    [Fact]
    public void An_outage_that_is_not_over_counts_with_its_time_so_far()
    {
        TimeOut(sentSecond: 1, atSecond: 2);
        _time.Seconds = 4;

        Outage outage = Assert.Single(_watch.Figures.Outages);

        Assert.False(outage.IsOver);
        Assert.Null(outage.End);
        Assert.Equal(3, outage.Length.TotalSeconds);
        Assert.Equal((1L, 3.0), (_watch.Figures.OutageCount, _watch.Figures.OutageTime.TotalSeconds));
    }

    [Fact]
    public void A_wall_clock_that_is_set_does_not_change_the_length_of_an_outage()
    {
        TimeOut(sentSecond: 1, atSecond: 2);
        _time.WallOffset = TimeSpan.FromHours(-5);
        _time.Seconds = 4;
        Reply();

        Assert.Equal("ended at 4 after 3: 1", _report.Lines[^1]);
    }

    [Fact]
    public void However_many_outages_there_are_only_the_first_are_kept_and_all_are_counted()
    {
        for (int i = 0; i < 1_000; i++)
        {
            TimeOut(sentSecond: 2 * i, atSecond: (2 * i) + 1);
            Reply();
        }

        TimeOut(sentSecond: 2_000, atSecond: 2_001);

        Assert.Equal((PingFigures.MostOutages, 1_001L, 1_001.0), (_watch.Figures.Outages.Count, _watch.Figures.OutageCount, _watch.Figures.OutageTime.TotalSeconds));
        Assert.True(_watch.Figures.Outages[^1].IsOver);
    }

    [Fact]
    public void Only_replies_in_time_count_for_deviation_and_jitter()
    {
        Reply(ReplyVerdict.Right, ticks: 1_000);
        Reply(ReplyVerdict.Late, ticks: 1_000_000);
        Reply(ReplyVerdict.Altered, ticks: 5);
        Reply(ReplyVerdict.Right, ticks: 1_000);

        Assert.Equal(0, _watch.Figures.MdevNanoseconds);
        Assert.Equal(0, _watch.Figures.JitterNanoseconds);
    }

    [Fact]
    public void A_summary_is_made_once_for_each_time_it_is_asked_for()
    {
        var tally = new RunResult { Sent = 3 };
        _watch.Looked(tally);
        Assert.Empty(_summaries);

        _watch.AskForSummary();
        _watch.Looked(tally);
        _watch.Looked(tally);

        Assert.Same(tally, Assert.Single(_summaries));
        Assert.NotNull(tally.Ping);
    }

    [Fact]
    public void One_that_is_not_over_when_the_run_is_is_shown_then()
    {
        _watch.End();
        TimeOut(sentSecond: 10, atSecond: 12);
        _time.Seconds = 15;
        _watch.End();

        Assert.Equal(["timed out", "began at 10 after 2: 1", "not over after 5: 1"], _report.Lines);
    }

    [Fact]
    public void Messages_that_were_due_without_a_connection_are_an_outage_and_of_it()
    {
        _time.Seconds = 12;
        _watch.Unsent(2, since: 10 * _time.TimestampFrequency);
        _time.Seconds = 14;
        _watch.Unsent(3, since: 12 * _time.TimestampFrequency);
        Reply();

        Assert.Equal(["began at 10 after 2: 2", "ended at 14 after 4: 5", "Right"], [_report.Lines[0], _report.Lines[2], _report.Lines[1]]);
        Assert.Equal((1L, 5L, 4.0), (_watch.Figures.OutageCount, _watch.Figures.Outages[0].Messages, _watch.Figures.Watched.TotalSeconds));
    }

    [Fact]
    public void Of_several_servers_outages_add_up_and_the_jitter_is_the_largest()
    {
        var first = new Outage(DateTimeOffset.UnixEpoch.AddSeconds(5), TimeSpan.FromSeconds(1), IsOver: true, 1);
        var second = new Outage(DateTimeOffset.UnixEpoch.AddSeconds(3), TimeSpan.FromSeconds(2), IsOver: false, 4);

        PingFigures all = PingFigures.Together(
        [
            new(1, 7, [first], 1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8)),
            new(2, null, [second], 101, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(9)),
        ]);

        Assert.Equal([second, first], all.Outages);
        Assert.Equal((102L, 3.0, 9.0, 7.0, null), (all.OutageCount, all.OutageTime.TotalSeconds, all.Watched.TotalSeconds, all.JitterNanoseconds, all.MdevNanoseconds));
    }

    [Fact]
    public void Watching_a_reply_allocates_nothing()
    {
        var watch = new PingWatch(report: null, _summaries.Add);
        watch.Replied(0, "X"u8, ReplyVerdict.Right, 1);

        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                watch.Replied(i, "X"u8, ReplyVerdict.Right, i);
            }
        }));
    }

    private void Reply(ReplyVerdict verdict = ReplyVerdict.Right, long ticks = 1) => _watch.Replied(0, "X"u8, verdict, ticks);

    private void TimeOut(int sentSecond, int atSecond)
    {
        _time.Seconds = atSecond;
        _watch.TimedOut(0, sentSecond * _time.TimestampFrequency);
    }

    private static double SecondOf(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;

    private sealed class ManualTime : TimeProvider
    {
        public long Seconds { get; set; }

        public TimeSpan WallOffset { get; set; }

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => Seconds * TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(Seconds) + WallOffset;
    }

    private sealed class Record : IPingReport
    {
        public List<string> Lines { get; } = [];

        public void Connected(int connection, EndPoint endPoint, long connectTicks) => Lines.Add("connected");

        public void Disconnected(long sent, long lost, long? lostSince, SocketError error, bool reopens) => Lines.Add("disconnected");

        public void Replied(long sequence, ReadOnlySpan<byte> reply, ReplyVerdict verdict, long roundTripTicks) => Lines.Add($"{verdict}");

        public void Surplus(ReadOnlySpan<byte> bytes) => Lines.Add("surplus");

        public void TimedOut(long sequence, long sentAt) => Lines.Add("timed out");

        public void OutageBegan(Outage outage) => Lines.Add($"began at {SecondOf(outage.Start)} after {outage.Length.TotalSeconds}: {outage.Messages}");

        public void OutageEnded(Outage outage) => Lines.Add((outage.End is { } end ? $"ended at {SecondOf(end)}" : "not over") + $" after {outage.Length.TotalSeconds}: {outage.Messages}");
    }
}

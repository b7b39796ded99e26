using System.Diagnostics;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Results;

namespace Pollecho.Tests.Client;

/// <summary>What is made of the times of a message: from which moment to which, and of which messages.</summary>
public class RunTallyTests
{
    private static readonly long Millisecond = Stopwatch.Frequency / 1000;
    private readonly RunTally _tally = new(new MeasuredWindow(100 * Millisecond, 500 * Millisecond), openLoop: true);

    [Fact]
    public void Service_time_is_from_the_send_and_response_time_from_when_it_was_due()
    {
        _tally.CountAnswered(new SentMessage(SentAt: 200 * Millisecond, DueAt: 150 * Millisecond, MessageState.Waiting), now: 230 * Millisecond, count: 3);

        Assert.Equal((3, 30_000_000, 30_000_000), Figures(_tally.Service));
        Assert.Equal((3, 80_000_000, 80_000_000), Figures(_tally.KnownResponse!));
        Assert.Equal((3, 3), (_tally.Answered, _tally.Replies));
    }

    [Fact]
    public void Send_delay_is_from_when_a_message_was_due_to_when_it_was_taken_up()
    {
        _tally.CountDelay(takenAt: 207 * Millisecond, dueAt: 200 * Millisecond);
        _tally.CountDelay(takenAt: 99 * Millisecond, dueAt: 90 * Millisecond);

        Assert.Equal((1, 7_000_000, 7_000_000), Figures(_tally.SendDelay!));
    }

    [Fact]
    public void Replies_count_by_the_quarter_in_which_they_come()
    {
        foreach (int at in (int[])[100, 199, 200, 300, 301, 302, 499])
        {
            _tally.CountAnswered(new SentMessage(at * Millisecond, at * Millisecond, MessageState.Waiting), at * Millisecond, count: 1);
        }

        Assert.Equal([2, 1, 3, 1], _tally.Quarters);
    }

    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 1)]
    [InlineData(499, 1)]
    [InlineData(500, 0)]
    public void Only_what_is_sent_in_the_window_counts(int at, int sent)
    {
        _tally.CountSent(1, at * Millisecond);

        Assert.Equal(sent, _tally.Sent);
    }

    [Fact]
    public void A_right_reply_that_is_a_fault_has_a_response_time_all_the_same()
    {
        _tally.Faults.TimedOut = 2;
        _tally.CountLate(new SentMessage(SentAt: 200 * Millisecond, DueAt: 150 * Millisecond, MessageState.TimedOut), now: 230 * Millisecond, count: 2);
        _tally.CountOutOfOrder(new SentMessage(SentAt: 200 * Millisecond, DueAt: 160 * Millisecond, MessageState.Waiting), now: 230 * Millisecond);
        _tally.CountLate(new SentMessage(SentAt: 200 * Millisecond, DueAt: 99 * Millisecond, MessageState.Waiting), now: 230 * Millisecond, count: 1);

        Assert.Equal((3, 70_000_000, 80_000_000), Figures(_tally.KnownResponse!));
        Assert.Equal((0, 3, 1, 0), (_tally.Answered, _tally.Faults.Late, _tally.Faults.OutOfOrder, _tally.Faults.TimedOut));
        Assert.Equal(230 * Millisecond, _tally.LastReplyAt);
        Assert.Equal(0, _tally.Service.Count);
    }

    [Fact]
    public void What_is_missing_at_the_end_took_as_long_at_least_as_it_was_due()
    {
        _tally.Miss(99 * Millisecond);
        _tally.Miss(150 * Millisecond, count: 3);
        _tally.Miss(500 * Millisecond);

        _tally.EndResponse(600 * Millisecond);

        Assert.Equal((3, 450_000_000, 450_000_000), Figures(_tally.Response!));
        Assert.Equal(0, _tally.KnownResponse!.Count);
    }

    [Fact]
    public void The_first_wrong_bytes_are_kept_and_no_more_of_them_than_a_line()
    {
        _tally.NoteWrong(new byte[100], "EXPECTED"u8, 7);
        _tally.NoteWrong("later"u8, [], 8);

        Assert.Equal((7, WrongBytes.Most), (_tally.FirstWrong!.At, _tally.FirstWrong.Bytes.Length));
        Assert.Equal("EXPECTED"u8, _tally.FirstWrong.Expected);
    }

    private static (long Count, long Min, long Max) Figures(LatencyHistogram histogram) =>
        (histogram.Count, histogram.MinNanoseconds, histogram.MaxNanoseconds);
}

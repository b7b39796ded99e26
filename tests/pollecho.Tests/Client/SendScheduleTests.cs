using System.Diagnostics;
using Pollecho.Client;

namespace Pollecho.Tests.Client;

/// <summary>When messages are due: evenly, whatever the threads, and after a day as exactly as at the start.</summary>
public class SendScheduleTests
{
    private static readonly LoopShare Alone = new(0, 1, 3);

    [Fact]
    public void Messages_are_due_at_the_rate_and_the_first_at_once()
    {
        var schedule = new SendSchedule(1_000, Alone) { StartAt = 5 };
        long apart = Stopwatch.Frequency / 1_000;

        Assert.Equal([5, 5 + apart, 5 + (2 * apart)], Enumerable.Range(0, 3).Select(_ => schedule.DueAt(schedule.Take())));
        Assert.Equal(3, schedule.Taken);
        Assert.Equal(5 + (86_400_000 * apart), schedule.DueAt(86_400_000));
    }

    [Fact]
    public void A_thread_has_the_times_of_its_own_connections()
    {
        var schedule = new SendSchedule(1_000, new LoopShare(2, 3, 3)) { StartAt = 5 };
        long apart = Stopwatch.Frequency / 1_000;

        Assert.Equal([5 + (2 * apart), 5 + (5 * apart), 5 + (8 * apart)], Enumerable.Range(0, 3).Select(index => schedule.DueAt(index)));
        Assert.Equal([0, 0, 0, 1, 1, 1, 2], Enumerable.Range(0, 7).Select(due => schedule.CountDueBefore(5 + (due * apart))));
    }

    [Fact]
    public void A_message_is_counted_as_due_before_a_moment_if_and_only_if_it_is_due_before_it()
    {
        for (int tenths = 1_000; tenths < 10_000; tenths++)
        {
            var schedule = new SendSchedule(tenths / 10.0, Alone) { StartAt = 5 };
            foreach (int halves in (int[])[1, 5, 20])
            {
                // Where that many seconds hold a whole number of messages, one is due at their very end.
                long end = 5 + (halves * (Stopwatch.Frequency / 2));
                long count = schedule.CountDueBefore(end);
                Assert.True(schedule.DueAt(count - 1) < end && end <= schedule.DueAt(count), $"{tenths / 10.0} a second in {halves / 2.0} s: {count}");
            }
        }
    }

    [Theory]
    [InlineData(5 - 3_000_000_000L, 0)]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    [InlineData(5 + 1_000_000_000L, 1_000)]
    [InlineData(6 + 1_000_000_000L, 1_001)]
    public void What_is_due_before_a_moment_is_counted(long nanoseconds, long expected)
    {
        Assert.SkipUnless(Stopwatch.Frequency == 1_000_000_000, "the clock does not count nanoseconds");
        Assert.Equal(expected, new SendSchedule(1_000, Alone) { StartAt = 5 }.CountDueBefore(nanoseconds));
    }
}

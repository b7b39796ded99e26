using System.Diagnostics;
using Pollecho.Time;

namespace Pollecho.Tests.Time;

public class DeadlineTests
{
    private static readonly long Second = Stopwatch.Frequency;

    [Fact]
    public void What_is_left_is_rounded_up_to_whole_milliseconds()
    {
        Assert.Equal(0, Deadline.MillisecondsUntil(5, now: 5));
        Assert.Equal(0, Deadline.MillisecondsUntil(5, now: 6));
        Assert.Equal(1, Deadline.MillisecondsUntil(6, now: 5));
        Assert.Equal(2_000, Deadline.MillisecondsUntil(5 + (2 * Second), now: 5));
        Assert.Equal(2_001, Deadline.MillisecondsUntil(6 + (2 * Second), now: 5));
        Assert.Equal(int.MaxValue, Deadline.MillisecondsUntil(Deadline.Never, now: 5));
    }

    [Fact]
    public void A_call_does_not_wait_until_now_and_waits_without_end_where_there_is_no_deadline()
    {
        Assert.Equal(0, Deadline.Timeout(Deadline.Now));
        Assert.Equal(0, Deadline.Timeout(Stopwatch.GetTimestamp()));
        Assert.Equal(-1, Deadline.Timeout(Deadline.Never));
    }

    [Fact]
    public void What_is_left_in_nanoseconds_is_no_less_than_it_is()
    {
        Assert.Equal(0, Deadline.NanosecondsUntil(5, now: 5));
        Assert.Equal(0, Deadline.NanosecondsUntil(5, now: 6));
        Assert.Equal(2_000_000_000, Deadline.NanosecondsUntil(5 + (2 * Second), now: 5));
        Assert.Equal(Math.Ceiling(1e9 / Second), Deadline.NanosecondsUntil(6, now: 5));
        Assert.True(Deadline.NanosecondsUntil(Deadline.Never, now: 5) >= TimeSpan.FromDays(10_000).TotalNanoseconds);
    }

    [Fact]
    public void A_span_is_added_in_the_ticks_of_the_clock()
    {
        Assert.Equal(7 + (Second * 3 / 2), Deadline.After(7, TimeSpan.FromSeconds(1.5)));
        Assert.Equal(Deadline.Never, Deadline.After(7, TimeSpan.MaxValue));
    }
}

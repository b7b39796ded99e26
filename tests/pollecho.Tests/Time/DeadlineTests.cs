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
    public void A_span_is_added_in_the_ticks_of_the_clock()
    {
        Assert.Equal(7 + (Second * 3 / 2), Deadline.After(7, TimeSpan.FromSeconds(1.5)));
        Assert.Equal(Deadline.Never, Deadline.After(7, TimeSpan.MaxValue));
    }
}

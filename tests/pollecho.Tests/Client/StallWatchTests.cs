using System.Diagnostics;
using Pollecho.Client;

namespace Pollecho.Tests.Client;

/// <summary>Which time away from the sockets is the client's own, and what a reply read after it is judged by.</summary>
public class StallWatchTests
{
    private static readonly long Second = Stopwatch.Frequency;

    [Fact]
    public void A_wait_that_ends_when_it_should_is_no_stall()
    {
        var stalls = new StallWatch();
        stalls.Expect(until: 10 * Second, now: Second);

        Assert.Equal(9 * Second, stalls.Look(9 * Second));
        stalls.Expect(until: 0, now: 9 * Second);
        Assert.Equal((9 * Second) + (Second / 50), stalls.Look((9 * Second) + (Second / 50)));
        Assert.Equal((0, 0), (stalls.Total, stalls.Longest));
    }

    [Fact]
    public void What_is_read_after_a_stall_is_judged_by_its_begin()
    {
        var stalls = new StallWatch();
        stalls.Expect(until: 2 * Second, now: Second);

        // In the turn of the stall and the next one, in which every socket is looked at once after it.
        Assert.Equal(2 * Second, stalls.Look(5 * Second));
        Assert.Equal(2 * Second, stalls.Look((5 * Second) + 1));
        stalls.Expect(until: 6 * Second, now: (5 * Second) + 2);
        Assert.Equal(2 * Second, stalls.Look((5 * Second) + 3));
        stalls.Expect(until: 6 * Second, now: (5 * Second) + 4);
        Assert.Equal((5 * Second) + 5, stalls.Look((5 * Second) + 5));
        Assert.Equal((3 * Second, 3 * Second), (stalls.Total, stalls.Longest));
    }

    [Fact]
    public void Of_a_stall_across_the_beginning_the_part_in_the_window_counts()
    {
        var stalls = new StallWatch();
        stalls.Expect(until: 0, now: Second);
        stalls.Look(9 * Second);
        stalls.Begin(windowStart: 3 * Second);

        Assert.Equal((6 * Second, 6 * Second), (stalls.Total, stalls.Longest));
    }

    [Fact]
    public void As_long_as_more_waits_to_be_read_than_a_turn_takes_it_may_have_come_in_the_stall()
    {
        var stalls = new StallWatch();
        stalls.Expect(until: 2 * Second, now: Second);
        stalls.Look(5 * Second);
        for (int turn = 0; turn < 20; turn++)
        {
            stalls.Expect(until: 0, now: 5 * Second, hasMore: true);
            Assert.Equal(2 * Second, stalls.Look((5 * Second) + 1));
        }

        // But not for ever, of a server that sends without end.
        for (int turn = 0; turn < 2_000; turn++)
        {
            stalls.Expect(until: 0, now: 5 * Second, hasMore: true);
        }

        Assert.Equal((5 * Second) + 1, stalls.Look((5 * Second) + 1));
    }

    [Fact]
    public void Stalls_add_up_from_the_beginning_of_the_window()
    {
        var stalls = new StallWatch();
        stalls.Expect(until: 0, now: Second);
        stalls.Look(9 * Second);
        stalls.Begin(windowStart: 9 * Second);

        stalls.Look(10 * Second);
        stalls.Look(12 * Second);
        stalls.Look(13 * Second);

        Assert.Equal((4 * Second, 2 * Second), (stalls.Total, stalls.Longest));
    }
}

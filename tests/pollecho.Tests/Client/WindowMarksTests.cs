using System.Diagnostics;
using Pollecho.Client;

namespace Pollecho.Tests.Client;

/// <summary>When the window of a run started and ended, by what its loops have seen, and who is called then.</summary>
public class WindowMarksTests
{
    private readonly List<string> _calls = [];

    [Fact]
    public void The_first_mark_of_each_bound_counts_and_is_announced_once()
    {
        WindowMarks marks = Marks(loops: 2);
        foreach (int second in (int[])[1, 2])
        {
            marks.MarkStart(second * Stopwatch.Frequency);
        }

        foreach (int second in (int[])[4, 5])
        {
            marks.MarkEnd(second * Stopwatch.Frequency);
            marks.MarkLoopEnd(second * Stopwatch.Frequency, byCount: false);
        }

        Assert.Equal(TimeSpan.FromSeconds(3), marks.Measured.Elapsed);
        Assert.Equal(["started", "ended"], _calls);
    }

    [Fact]
    public void A_window_that_did_not_start_has_not_ended_either()
    {
        WindowMarks marks = Marks(loops: 1);

        marks.MarkEnd(1);
        marks.MarkLoopEnd(2, byCount: false);

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), marks.Measured);
        Assert.Empty(_calls);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 8)]
    public void The_window_ends_with_the_last_reply_if_all_loops_ended_by_count_else_with_the_last_loop(bool byCount, int end)
    {
        WindowMarks marks = Marks(loops: 2);
        marks.MarkStart(0);
        marks.MarkCountEnd(3 * Stopwatch.Frequency);
        marks.MarkCountEnd(2 * Stopwatch.Frequency);

        marks.MarkLoopEnd(8 * Stopwatch.Frequency, byCount: true);
        marks.MarkLoopEnd(7 * Stopwatch.Frequency, byCount);

        Assert.Equal(TimeSpan.FromSeconds(end), marks.Measured.Elapsed);
        Assert.Equal(["started", "ended"], _calls);
    }

    [Fact]
    public void The_time_of_day_is_that_of_the_start_and_not_of_when_it_was_seen()
    {
        WindowMarks marks = Marks(loops: 2);
        Assert.Null(marks.StartedAt);

        DateTimeOffset before = DateTimeOffset.UtcNow;
        marks.MarkStart(Stopwatch.GetTimestamp() - (10 * Stopwatch.Frequency));
        DateTimeOffset after = DateTimeOffset.UtcNow;
        marks.MarkStart(Stopwatch.GetTimestamp());

        // The two clocks are not read at one moment.
        var apart = TimeSpan.FromMilliseconds(1);
        Assert.InRange(marks.StartedAt!.Value + TimeSpan.FromSeconds(10), before - apart, after + apart);
    }

    [Fact]
    public void A_slow_call_holds_up_no_other_loop_and_the_next_call_waits_for_it()
    {
        using var isCalled = new ManualResetEventSlim();
        using var mayReturn = new ManualResetEventSlim();
        var marks = new WindowMarks(loops: 2)
        {
            Started = () =>
            {
                isCalled.Set();
                mayReturn.Wait(TestContext.Current.CancellationToken);
                _calls.Add("started");
            },
            Ended = () => _calls.Add("ended"),
        };
        var first = new Thread(() => marks.MarkStart(0));
        first.Start();
        isCalled.Wait(TestContext.Current.CancellationToken);

        // Neither waits for the call that goes on, nor is the end announced before it has returned.
        marks.MarkStart(0);
        marks.MarkEnd(Stopwatch.Frequency);
        Assert.Empty(_calls);

        mayReturn.Set();
        first.Join();
        Assert.Equal(["started", "ended"], _calls);
    }

    private WindowMarks Marks(int loops) => new(loops) { Started = () => _calls.Add("started"), Ended = () => _calls.Add("ended") };
}

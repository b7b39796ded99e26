using System.Diagnostics;
using Pollecho.Client;

namespace Pollecho.Tests.Client;

/// <summary>Which turns and stalls count as those of the measured window.</summary>
public class WindowWatchTests
{
    private readonly StallWatch _stalls = new();

    [Fact]
    public void Only_the_turns_in_the_window_count()
    {
        (WindowWatch watch, MeasuredWindow window, RunTally tally) = Begin(RunSamples.Closed, startAt: 1);
        tally.CountTurn(foundNothing: true);

        watch.Look(window.Start);
        tally.CountTurn(foundNothing: false);
        tally.CountTurn(foundNothing: true);
        watch.Look(window.End);

        // What is still under way is waited for, and not measured.
        tally.CountTurn(foundNothing: true);
        tally.CountTurn(foundNothing: false);

        Assert.Equal((2, 1), (tally.Turns, tally.EmptyTurns));
    }

    [Fact]
    public void What_is_waited_for_after_a_count_was_sent_is_not_measured()
    {
        (WindowWatch watch, MeasuredWindow window, RunTally tally) = Begin(RunSamples.Closed with { Duration = null, Count = 3 }, startAt: 1);
        watch.Look(window.Start);
        tally.CountTurn(foundNothing: false);

        watch.End();
        TimeSpan? waited = tally.RunQueueWait;
        tally.CountTurn(foundNothing: true);
        watch.Finish(Stopwatch.GetTimestamp());

        Assert.Equal((1, 0), (tally.Turns, tally.EmptyTurns));
        Assert.Equal(waited, tally.RunQueueWait);
    }

    [Fact]
    public void Only_the_stalls_from_the_beginning_of_the_window_on_count()
    {
        long second = Stopwatch.Frequency;
        (WindowWatch watch, MeasuredWindow window, RunTally tally) = Begin(RunSamples.Closed, startAt: 4 * second);
        _stalls.Expect(0, 1);
        _stalls.Look(5 * second);

        watch.Look(window.Start);
        _stalls.Look(6 * second);
        _stalls.Look(9 * second);
        watch.Look(window.End);

        // Replies that are waited for after it are of its messages.
        _stalls.Look(14 * second);
        watch.Finish(14 * second);

        Assert.Equal((TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(5)), (tally.Stalled, tally.LongestStall));
    }

    private (WindowWatch Watch, MeasuredWindow Window, RunTally Tally) Begin(RunOptions options, long startAt)
    {
        var window = new MeasuredWindow();
        var tally = new RunTally(window, openLoop: false);
        var watch = new WindowWatch(window, new WindowMarks(loops: 1), tally, _stalls);
        window.Begin(startAt, options);
        return (watch, window, tally);
    }
}

using System.Diagnostics;
using Pollecho.Client;

namespace Pollecho.Tests.Client;

public class MeasuredWindowTests
{
    [Fact]
    public void Only_the_turns_in_the_window_count()
    {
        RunOptions options = RunSamples.Closed;
        using var run = new ClientRun(options);
        var tally = new RunTally(openLoop: false);
        var window = new MeasuredWindow(options, run, tally, new StallWatch());
        window.Begin(startAt: 1);
        tally.CountTurn(foundNothing: true);

        window.Mark(tally.WindowStart);
        tally.CountTurn(foundNothing: false);
        tally.CountTurn(foundNothing: true);
        window.Mark(tally.WindowEnd);

        // What is still under way is waited for, and not measured.
        tally.CountTurn(foundNothing: true);
        tally.CountTurn(foundNothing: false);

        Assert.Equal((2, 1), (tally.Turns, tally.EmptyTurns));
    }

    [Fact]
    public void What_is_waited_for_after_a_count_was_sent_is_not_measured()
    {
        RunOptions options = RunSamples.Closed with { Duration = null, Count = 3 };
        using var run = new ClientRun(options);
        var tally = new RunTally(openLoop: false);
        var window = new MeasuredWindow(options, run, tally, new StallWatch());
        window.Begin(startAt: 1);
        window.Mark(tally.WindowStart);
        tally.CountTurn(foundNothing: false);

        window.End();
        TimeSpan? waited = tally.RunQueueWait;
        tally.CountTurn(foundNothing: true);
        window.Finish();

        Assert.Equal((1, 0), (tally.Turns, tally.EmptyTurns));
        Assert.Equal(waited, tally.RunQueueWait);
    }

    [Fact]
    public void Only_the_stalls_from_the_beginning_of_the_window_on_count()
    {
        long second = Stopwatch.Frequency;
        RunOptions options = RunSamples.Closed;
        using var run = new ClientRun(options);
        var tally = new RunTally(openLoop: false);
        var stalls = new StallWatch();
        var window = new MeasuredWindow(options, run, tally, stalls);
        window.Begin(startAt: 4 * second);
        stalls.Expect(0, 1);
        stalls.Look(5 * second);

        window.Mark(tally.WindowStart);
        stalls.Look(6 * second);
        stalls.Look(9 * second);
        window.Mark(tally.WindowEnd);

        // Replies that are waited for after it are of its messages.
        stalls.Look(14 * second);
        window.Finish();

        Assert.Equal((TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(5)), (tally.Stalled, tally.LongestStall));
    }

    [Theory]
    [InlineData(null, null, null, 1.0)]
    [InlineData(4, null, null, 5.0)]
    [InlineData(null, 20, 10, 3.0)]
    [InlineData(1, 20, 10, 2.0)]
    [InlineData(4, 20, 10, 3.0)]
    public void The_window_ends_with_the_duration_or_when_the_last_of_a_count_has_had_its_time(int? seconds, int? count, int? rate, double end)
    {
        RunOptions options = RunSamples.Closed with
        {
            Warmup = TimeSpan.FromSeconds(1),
            Duration = seconds is null ? null : TimeSpan.FromSeconds(seconds.Value),
            Count = count,
            Rate = rate,
        };
        using var run = new ClientRun(options);
        var tally = new RunTally(openLoop: rate is not null);
        new MeasuredWindow(options, run, tally, new StallWatch()).Begin(startAt: 0);

        Assert.Equal(Stopwatch.Frequency, tally.WindowStart);
        Assert.InRange(tally.WindowEnd, end == 1 ? long.MaxValue : (long)(end * Stopwatch.Frequency), end == 1 ? long.MaxValue : (long)(end * Stopwatch.Frequency) + 1);
    }
}

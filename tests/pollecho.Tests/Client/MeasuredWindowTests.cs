using Pollecho.Client;

namespace Pollecho.Tests.Client;

public class MeasuredWindowTests
{
    [Fact]
    public void Only_the_turns_in_the_window_count()
    {
        LoadOptions options = LoadSamples.Closed;
        using var run = new LoadRun(options);
        var tally = new LoadTally(openLoop: false);
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
}

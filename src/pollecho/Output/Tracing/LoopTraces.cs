using System.Diagnostics;
using Pollecho.Text;
using Pollecho.Tracing;

namespace Pollecho.Output.Tracing;

/// <summary>The traces of all loops of a server or a client, as text or as JSON. While there is silence they still show what that is made of.</summary>
/// <param name="way">The name of the loops' way of waiting.</param>
/// <param name="asks">Whether that asks the system which sockets are ready.</param>
/// <param name="accepts">Whether they have a listener.</param>
/// <param name="loops">How many loops there will be: with more than one, each line of text names its loop.</param>
/// <param name="json">Whether to print JSON.</param>
/// <param name="print">Prints a line. From any of the loops' threads.</param>
internal sealed class LoopTraces(string way, bool asks, bool accepts, int loops, bool json, Action<string> print)
{
    /// <summary>After this long without a call that did anything there is silence.</summary>
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(1);

    /// <summary>One that sleeps for longer is shown asleep, whatever it did before.</summary>
    private static readonly TimeSpan LongAsleep = TimeSpan.FromMilliseconds(100);

    // Replaced as a whole, as it is shown from another thread while the loops are created.
    private volatile TurnFold[] _folds = [];
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    /// <summary>Creates the trace of the next loop. Not while one runs.</summary>
    public ILoopTrace Create()
    {
        int loop = _folds.Length;
        var fold = new TurnFold(json ? new TraceJson(loop, _startedAt, print) : new TraceText(Label(loop), asks, accepts, _startedAt, print));
        _folds = [.. _folds, fold];
        return fold;
    }

    /// <summary>How often to <see cref="Report"/>.</summary>
    public static TimeSpan Interval(StatusLine status) => status.IsLive ? StatusLine.Often : SilentAfter;

    /// <summary>Shows what the loops are doing now: on the status line of a terminal, else a line for each that there is silence in.</summary>
    public void Report(StatusLine status, LineQueue lines)
    {
        if (status.IsLive)
        {
            status.Show(Live());
            return;
        }

        foreach (string line in Silence())
        {
            lines.Post(line);
        }
    }

    private string Live() => string.Join("  ", _folds.Select((fold, loop) => Words(loop, fold, Stopwatch.GetTimestamp())));

    private IEnumerable<string> Silence()
    {
        long now = Stopwatch.GetTimestamp();
        TurnFold[] folds = _folds;
        for (int loop = 0; loop < folds.Length; loop++)
        {
            TurnFold fold = folds[loop];
            if (Stopwatch.GetElapsedTime(fold.SilentSince, now) >= SilentAfter)
            {
                yield return json ? TraceJson.Silent(loop, fold.EmptyTurnsSoFar, Asleep(fold, now))
                    : TraceText.Line(Stopwatch.GetElapsedTime(_startedAt, now), Words(loop, fold, now));
            }
        }
    }

    private static TimeSpan? Asleep(TurnFold fold, long now) => fold.WaitingSince is long since ? Stopwatch.GetElapsedTime(since, now) : null;

    private string Label(int loop) => loops > 1 ? $"[{loop + 1}] {way}" : way;

    private string Words(int loop, TurnFold fold, long now) =>
        Asleep(fold, now) is TimeSpan asleep && (asleep >= LongAsleep || fold.EmptyTurnsSoFar == 0) ? $"{Label(loop)}: asleep for {Units.Duration(asleep)}"
        : fold.EmptyTurnsSoFar > 0 ? $"{Label(loop)}: {Units.Count(fold.EmptyTurnsSoFar, "empty turn")} in {Units.Duration(Stopwatch.GetElapsedTime(fold.SilentSince, now))}"
        : $"{Label(loop)}: at work";
}

using System.Diagnostics;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Text;

namespace Pollecho.Output.Client;

/// <summary>
/// How a run of the client is getting on, on the terminal's status line: shown from a timer, read from the threads'
/// own counters without holding them up.
/// </summary>
internal sealed class LoadProgress(ClientRun run, RunOptions options, StatusLine status) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private Timer? _timer;

    /// <summary>Begins to show, if there is a terminal to show it on.</summary>
    public void Start() => _timer = status.IsLive ? new Timer(_ => Show(), null, Period, Period) : null;

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        // Waits for a line that is being written, but not for a terminal that is paused.
        _timer?.DisposeAsync().AsTask().Wait(Period);
        status.Clear();
    }

    private void Show()
    {
        try
        {
            status.Show(Line());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What escapes a timer ends the process, and a line for company is not worth the run.
            _timer?.Dispose();
        }
    }

    private string Line()
    {
        long startAt = run.StartAt;
        if (startAt == 0)
        {
            int connected = run.Loops.Sum(loop => loop.Connections.Connected);
            return $"connecting: {Units.Count(connected)} of {Units.Count(options.Connections)}";
        }

        long now = Stopwatch.GetTimestamp();
        RunTally[] tallies = [.. run.Loops.Select(loop => loop.Tally)];
        if (now < tallies[0].WindowStart)
        {
            return $"warming up: {Seconds(Stopwatch.GetElapsedTime(startAt, now))} of {Seconds(options.Warmup)}";
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(tallies[0].WindowStart, Math.Min(now, tallies[0].WindowEnd));
        long answered = tallies.Sum(tally => tally.Answered);
        var soFar = new LatencyHistogram();
        foreach (RunTally tally in tallies)
        {
            soFar.Add(tally.Response ?? tally.Service);
        }

        return $"{Seconds(elapsed)}{Remaining(elapsed, answered)}  {Units.Count((long)(answered / Math.Max(elapsed.TotalSeconds, 0.001)))} messages/s  "
            + (now >= tallies[0].WindowEnd ? "waiting for the last replies  " : "")
            + $"p50 {Units.Duration(soFar.Percentile(50))}  p99 {Units.Duration(soFar.Percentile(99))}  "
            + $"errors {Units.Count(tallies.Sum(tally => tally.Faults.Messages))}";
    }

    private string Remaining(TimeSpan elapsed, long answered)
    {
        TimeSpan? byDuration = options.Duration - elapsed;
        TimeSpan? byCount = options.Count is null || answered == 0 ? null : Bounded(elapsed.TotalSeconds * ((options.Count.Value - answered) / (double)answered));
        TimeSpan? left = byDuration < byCount || byCount is null ? byDuration : byCount;
        return left is null ? "" : $", {Seconds(left.Value < TimeSpan.Zero ? TimeSpan.Zero : left.Value)} left";
    }

    /// <summary>A time that may be longer than can be counted.</summary>
    private static TimeSpan Bounded(double seconds) =>
        seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;

    private static string Seconds(TimeSpan time) => $"{Units.Count((long)time.TotalSeconds)} s";
}

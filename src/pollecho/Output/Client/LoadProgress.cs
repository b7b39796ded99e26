using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Text;

namespace Pollecho.Output.Client;

/// <summary>How a run of the client is getting on, on the terminal's status line, shown from a timer.</summary>
/// <param name="read">Reads how far it is, without holding it up.</param>
/// <param name="options">What it is to do.</param>
/// <param name="status">Where to show it.</param>
internal sealed class LoadProgress(Func<RunProgress> read, RunOptions options, StatusLine status) : IDisposable
{
    private Timer? _timer;

    /// <summary>Begins to show, if there is a terminal to show it on.</summary>
    public void Start() => _timer = status.IsLive ? new Timer(_ => Show(), null, StatusLine.Often, StatusLine.Often) : null;

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        // Waits for a line that is being written, but not for a terminal that is paused.
        _timer?.DisposeAsync().AsTask().Wait(StatusLine.Often);
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
            // An exception that escapes a timer ends the process, and a progress line is not worth the run.
            _timer?.Dispose();
        }
    }

    private string Line()
    {
        RunProgress progress = read();
        if (progress.Sending is not { } sending)
        {
            int connections = options.Own.Connections;
            return options.StartAt is { } startAt && progress.Connected == connections
                ? $"connected, starting at {IsoTime.Of(startAt)}"
                : $"connecting: {Units.Count(progress.Connected)} of {Units.Count(connections)}";
        }

        if (progress.Measured is not { } measured)
        {
            return $"warming up: {Seconds(sending)} of {Seconds(options.Warmup)}";
        }

        return $"{Seconds(measured)}{Remaining(measured, progress.Answered)}  "
            + $"{Units.Count((long)(progress.Answered / Math.Max(measured.TotalSeconds, 0.001)))} messages/s  "
            + (!progress.IsWindowOver ? "" : options.Cooldown > TimeSpan.Zero ? "cooling down  " : "waiting for the last replies  ")
            + $"p50 {Units.Duration(progress.RoundTrips.Percentile(50))}  p99 {Units.Duration(progress.RoundTrips.Percentile(99))}  "
            + $"errors {Units.Count(progress.Errors)}";
    }

    private string Remaining(TimeSpan elapsed, long answered)
    {
        TimeSpan? byDuration = options.Duration - elapsed;
        TimeSpan? byCount = options.Count is null || answered == 0 ? null : Bounded(elapsed.TotalSeconds * ((options.Own.Of(options.Count.Value) - answered) / (double)answered));
        TimeSpan? left = byDuration < byCount || byCount is null ? byDuration : byCount;
        return left is null ? "" : $", {Seconds(left.Value < TimeSpan.Zero ? TimeSpan.Zero : left.Value)} left";
    }

    /// <summary>A time that may be longer than can be counted.</summary>
    private static TimeSpan Bounded(double seconds) =>
        seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;

    private static string Seconds(TimeSpan time) => $"{Units.Count((long)time.TotalSeconds)} s";
}

using System.Diagnostics;
using Pollecho.Measurement;
using Pollecho.Platform;
using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>A run of the client: its threads, which begin to send together when every connection is open, and their result.</summary>
internal sealed class ClientRun : IDisposable
{
    private readonly RunOptions _options;
    private readonly StartGate _gate;
    private readonly WindowMarks _marks;
    private readonly ClientLoop[] _loops;
    private readonly long _createdAt = Stopwatch.GetTimestamp();

    /// <summary>Prepares a run; <paramref name="observer"/> only with one thread.</summary>
    public ClientRun(RunOptions options, IReplyObserver? observer = null)
    {
        _options = options;
        _gate = new StartGate(options.Threads, WakeAll, options.StartAt);
        _marks = new WindowMarks(options.Threads);
        _loops = [.. LoopShare.Divide(options).Select(share => new ClientLoop(options, share, _gate, _marks, observer))];
    }

    /// <summary>Called once when the measured window starts, on a loop's thread, so that another process can be read over it.</summary>
    public Action? WindowStarted { init => _marks.Started = value; }

    /// <summary>Called once when the measured window has ended, after <see cref="WindowStarted"/> has returned.</summary>
    public Action? WindowEnded { init => _marks.Ended = value; }

    /// <summary>Runs it, the first thread's share on the caller's thread.</summary>
    public RunResult Run(CancellationToken stop)
    {
        ThreadGroup.Run(_loops.Length, (loop, stopAll) => _loops[loop].Run(stopAll), stop);

        bool stopped = stop.IsCancellationRequested;
        long arrivedAt = _gate.ArrivedAt == 0 ? Stopwatch.GetTimestamp() : _gate.ArrivedAt;
        (TimeSpan elapsed, TimeSpan cpu) = _marks.Measured;
        var result = new RunResult
        {
            MessageSize = _options.Payload.Size,
            HasChurn = _options.MessagesPerConnection is not null,
            Stopped = stopped,

            // A run without an end ends no other way.
            Interrupted = stopped && (_options.Count is not null || _options.Duration is not null),
            Ramp = Stopwatch.GetElapsedTime(_createdAt, arrivedAt),
            StartLate = _gate.Late,
            Elapsed = elapsed,
            WindowStart = _marks.StartedAt,
            ClockError = WallClock.Error,
            Cpu = cpu,
            RunQueueWait = TimeSpan.Zero,
        };
        Array.ForEach(_loops, loop => result.Add(loop.Tally));
        result.Quarters = _options.Duration is null || result.Interrupted ? [] : result.Quarters;
        return result;
    }

    /// <summary>How far the run has come. From any thread, at any time.</summary>
    public RunProgress Progress()
    {
        long now = Stopwatch.GetTimestamp();
        long openedAt = _gate.OpenedAt;
        MeasuredWindow window = _loops[0].Window;
        bool isMeasuring = now >= window.Start;
        var roundTrips = new LatencyHistogram();
        Array.ForEach(_loops, loop => roundTrips.Add(loop.Tally.KnownResponse ?? loop.Tally.Service));
        return new RunProgress(
            _loops.Sum(loop => loop.Tally.Connected),
            openedAt == 0 || now < openedAt ? null : Stopwatch.GetElapsedTime(openedAt, now),
            isMeasuring ? Stopwatch.GetElapsedTime(window.Start, Math.Min(now, window.End)) : null,
            now >= window.End,
            _loops.Sum(loop => loop.Tally.Answered),
            _loops.Sum(loop => loop.Tally.Faults.Messages),
            roundTrips);
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_loops, loop => loop.Dispose());

    private void WakeAll() => Array.ForEach(_loops, loop => loop.Wake());
}

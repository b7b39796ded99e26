using System.Diagnostics;
using Pollecho.Measurement;
using Pollecho.Platform;
using Pollecho.Results;
using Pollecho.Text;

namespace Pollecho.Client;

/// <summary>A run of the client: its threads, which begin to send together when every connection is open, and their result. It closes what its servers have open.</summary>
internal sealed class ClientRun : IDisposable
{
    private readonly RunOptions _options;
    private readonly StartGate _gate;
    private readonly WindowMarks _marks;
    private readonly ClientLoop[] _loops;
    private readonly long _createdAt = Stopwatch.GetTimestamp();

    /// <summary>Prepares a run.</summary>
    /// <param name="options">What it is to do.</param>
    /// <param name="observers">Shown each reply of each server, only with one thread; none for nobody.</param>
    public ClientRun(RunOptions options, params IReadOnlyList<IReplyObserver> observers)
    {
        _options = options;
        _gate = new StartGate(options.Threads, WakeAll, options.StartAt);
        _marks = new WindowMarks(options.Threads);
        _loops = [.. LoopShare.Divide(options).Select(share => new ClientLoop(options, share, _gate, _marks, observers))];
        Periods = options.StatsPeriod is null ? null : new RunPeriods(options, [.. _loops.Select(loop => loop.Periods!)], () => _marks.AtStart);
    }

    /// <summary>The run by period; null where that was not asked for.</summary>
    public RunPeriods? Periods { get; }

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
            Interrupted = stopped && (_options.Count is not null || _options.Duration is not null) && !HasAll,
            IsCooldownCut = _loops.Any(loop => loop.Window.IsCooldownCut),
            Ramp = Stopwatch.GetElapsedTime(_createdAt, arrivedAt),
            StartLate = _gate.Late,
            Elapsed = elapsed,
            WindowStart = _marks.StartedAt,
            ClockError = WallClock.Error,
            Cpu = cpu,
            RunQueueWait = TimeSpan.Zero,
        };
        Array.ForEach(_loops, loop => result.Add(loop.Tally));
        result.Targets = _options.Servers == 1 ? [] : [.. _options.Targets.Select((target, i) => FoundOf(target, i, result))];
        foreach (TargetResult target in result.Targets)
        {
            result.Add(target.Found);
        }

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
        RunTally[] tallies = [.. _loops.SelectMany(loop => loop.Servers)];
        Array.ForEach(tallies, tally => roundTrips.Add(tally.KnownResponse ?? tally.Service));
        return new RunProgress(
            tallies.Sum(tally => tally.Connected),
            openedAt == 0 || now < openedAt ? null : Stopwatch.GetElapsedTime(openedAt, now),
            isMeasuring ? Stopwatch.GetElapsedTime(window.Start, Math.Min(now, window.End)) : null,
            now >= window.End,
            tallies.Sum(tally => tally.Answered),
            tallies.Sum(tally => tally.Faults.Messages),
            roundTrips);
    }

    /// <summary>Whether the window is complete in all threads, and it is known what became of each of its messages: a stop came after it.</summary>
    private bool HasAll => _loops.All(loop => loop.Window.IsComplete && loop.Servers.All(tally => tally.UnderWay + tally.Unsent == 0));

    /// <summary>What all threads have found of one of several servers; how long it took is that of the run.</summary>
    private TargetResult FoundOf(ServerTarget target, int index, RunResult run)
    {
        var found = new RunResult
        {
            MessageSize = run.MessageSize,
            HasChurn = run.HasChurn,
            Stopped = run.Stopped,
            Interrupted = run.Interrupted,
            Ramp = run.Ramp,
            Elapsed = run.Elapsed,
            RunQueueWait = TimeSpan.Zero,
        };
        Array.ForEach(_loops, loop => found.Add(loop.Servers[index]));
        found.Quarters = _options.Duration is null || run.Interrupted ? [] : found.Quarters;
        return new TargetResult(target.Name, AddressText.Of(target.Current), _options.ConnectionsOf(index), found);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(_loops, loop => loop.Dispose());
        foreach (ServerTarget target in _options.Targets)
        {
            target.Dispose();
        }
    }

    private void WakeAll() => Array.ForEach(_loops, loop => loop.Wake());
}

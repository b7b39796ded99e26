using System.Diagnostics;
using Pollecho.Results;
using Pollecho.Time;

namespace Pollecho.Client;

/// <summary>
/// Divides what one thread finds into periods, and hands them over as they end. Belongs to that thread, which neither waits nor
/// allocates for it, but for <see cref="TakeInto"/>: that is for one reader at a time, on any thread.
/// </summary>
internal sealed class LoopPeriods
{
    private readonly MeasuredWindow _window;
    private readonly long _periodTicks;
    private readonly RunPart _handedOver = new();
    private IReadOnlyList<RunTally> _tallies = [];
    private RunPart _current;
    private RunPart _spare;
    private RunPart? _ended;
    private PartEnd _end;
    private long _passed;
    private bool _hasEnded;
    private bool _isAllTaken;

    /// <summary>Divides a window.</summary>
    /// <param name="window">The thread's.</param>
    /// <param name="period">How long a period is.</param>
    /// <param name="openLoop">Whether messages are due at times of their own.</param>
    public LoopPeriods(MeasuredWindow window, TimeSpan period, bool openLoop)
    {
        _window = window;
        _periodTicks = Math.Max(1, Deadline.After(0, period));
        _current = NewPart();
        _spare = NewPart();

        RunPart NewPart() => new() { KnownResponse = openLoop ? new() : null };
    }

    /// <summary>Where durations are recorded a second time, until the period ends.</summary>
    public RunResult Current => _current;

    /// <summary>When the period ends, as Stopwatch counts; never, before the window starts.</summary>
    public long EndsAt =>
        _window.HasBegun && _passed + 1 <= (Deadline.Never - _window.Start) / _periodTicks ? _window.Start + ((_passed + 1) * _periodTicks) : Deadline.Never;

    /// <summary>Records right replies that came in time a second time.</summary>
    /// <param name="service">How long they took from the send, as Stopwatch counts.</param>
    /// <param name="response">And from when they were due.</param>
    /// <param name="count">How many.</param>
    public void Record(long service, long response, int count)
    {
        _current.Service.Record(service, count);
        _current.KnownResponse?.Record(response, count);
    }

    /// <summary>Counts what is found in these.</summary>
    public void Count(IReadOnlyList<RunTally> tallies) => _tallies = tallies;

    /// <summary>
    /// A turn has ended: hands over what was found, if a period has ended. While the reader has not taken what it was given
    /// before, that goes into a later period.
    /// </summary>
    /// <param name="now">The time, as Stopwatch counts.</param>
    /// <param name="isOver">Whether there is nothing more to measure.</param>
    public void EndTurn(long now, bool isOver)
    {
        if (now < EndsAt)
        {
            return;
        }

        _passed = (now - _window.Start) / _periodTicks;
        if (Volatile.Read(ref _ended) is null)
        {
            _end = Close(_passed, now, isOver);
            RunPart ended = _current;
            _current = _spare;
            Volatile.Write(ref _ended, ended);
        }
    }

    /// <summary>The thread is through: what is left is the last part.</summary>
    public void End() => Volatile.Write(ref _hasEnded, true);

    /// <summary>Takes what was handed over.</summary>
    /// <param name="sum">What it is added to.</param>
    /// <returns>Where the thread was then; null if there is nothing now.</returns>
    public PartEnd? TakeInto(RunResult sum)
    {
        // Asked first: a thread that is through hands nothing more over.
        bool hasEnded = Volatile.Read(ref _hasEnded);
        if (Volatile.Read(ref _ended) is { } ended)
        {
            PartEnd end = _end;
            sum.Add(ended);
            ended.Clear();
            _spare = ended;
            Volatile.Write(ref _ended, null);
            return end;
        }

        if (!hasEnded || _isAllTaken)
        {
            return null;
        }

        _isAllTaken = true;
        PartEnd last = Close(long.MaxValue, Stopwatch.GetTimestamp(), isOver: true);
        sum.Add(_current);
        return last;
    }

    /// <summary>Fills in the counts of the current part: all that the thread has, less what it has handed over.</summary>
    private PartEnd Close(long passed, long now, bool isOver)
    {
        for (int i = 0; i < _tallies.Count; i++)
        {
            _current.AddCounts(_tallies[i], 1);
        }

        _current.AddCounts(_handedOver, -1);
        _handedOver.AddCounts(_current, 1);
        return new PartEnd(passed, Environment.CpuUsage.TotalTime, isOver, now >= _window.End);
    }
}

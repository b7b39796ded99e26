using System.Diagnostics;
using Pollecho.Platform;
using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>A run of the client: its threads, which begin together when every connection is open, and their result.</summary>
internal sealed class ClientRun : IDisposable
{
    private readonly RunOptions _options;
    private readonly ClientLoop[] _loops;
    private readonly Lock _lock = new();
    private readonly long _createdAt = Stopwatch.GetTimestamp();
    private int _ready;
    private int _ended;
    private long _startAt;
    private (long At, TimeSpan Cpu)? _windowStart;
    private (long At, TimeSpan Cpu)? _windowEnd;
    private (long At, TimeSpan Cpu)? _countEnd;
    private int _endedByCount;
    private long _lastEnd;

    /// <summary>Prepares a run; <paramref name="observer"/> only with one thread.</summary>
    public ClientRun(RunOptions options, IReplyObserver? observer = null)
    {
        _options = options;
        _loops = [.. LoopShare.Divide(options).Select(share => new ClientLoop(options, share, this, observer))];
    }

    /// <summary>What the threads have counted so far, to be read a moment old.</summary>
    public IReadOnlyList<ClientLoop> Loops => _loops;

    /// <summary>Called once when the measured window begins, on a loop's thread, so that another process can be read over it.</summary>
    public Action? WindowStarted { get; init; }

    /// <summary>Called once when the measured window ends.</summary>
    public Action? WindowEnded { get; init; }

    /// <summary>When the sending began; 0 while connections are being opened.</summary>
    public long StartAt => Volatile.Read(ref _startAt);

    /// <summary>Runs it, the first thread's share on the caller's thread.</summary>
    public RunResult Run(CancellationToken stop)
    {
        ThreadGroup.Run(_loops.Length, (loop, stopAll) => _loops[loop].Run(stopAll), stop);

        // One without an end ends no other way.
        return Result(stop.IsCancellationRequested, interrupted: stop.IsCancellationRequested && (_options.Count is not null || _options.Duration is not null));
    }

    /// <summary>A loop has opened its connections: the last one to say so begins the run for all.</summary>
    public void Ready()
    {
        if (Interlocked.Increment(ref _ready) == _loops.Length)
        {
            Volatile.Write(ref _startAt, Stopwatch.GetTimestamp());
            Array.ForEach(_loops, loop => loop.Wake());
        }
    }

    /// <summary>A loop has seen the measured window begin; the first one counts.</summary>
    /// <param name="at">When it began, as Stopwatch counts.</param>
    public void MarkWindowStart(long at)
    {
        lock (_lock)
        {
            if (_windowStart is null)
            {
                _windowStart = (at, Environment.CpuUsage.TotalTime);
                WindowStarted?.Invoke();
            }
        }
    }

    /// <summary>A loop has seen the measured window end; the first one counts.</summary>
    /// <param name="at">When it ended, as Stopwatch counts.</param>
    public void MarkWindowEnd(long at)
    {
        lock (_lock)
        {
            if (_windowStart is not null && _windowEnd is null)
            {
                _windowEnd = (at, Environment.CpuUsage.TotalTime);
                WindowEnded?.Invoke();
            }
        }
    }

    /// <summary>
    /// A loop has sent its count, or has got a reply since: if all loops end by count, the window ends with the last of these.
    /// </summary>
    /// <param name="now">The time, as Stopwatch counts.</param>
    public void MarkCountEnd(long now)
    {
        lock (_lock)
        {
            if (_countEnd is null || now > _countEnd.Value.At)
            {
                _countEnd = (now, Environment.CpuUsage.TotalTime);
            }
        }
    }

    /// <summary>A loop has ended: with the last one the window ends, if it has not before.</summary>
    /// <param name="at">When its part of the window ended, as Stopwatch counts.</param>
    /// <param name="byCount">Whether it ended because it had sent its count.</param>
    public void MarkLoopEnd(long at, bool byCount)
    {
        lock (_lock)
        {
            _endedByCount += byCount ? 1 : 0;
            _lastEnd = Math.Max(_lastEnd, at);
            if (++_ended < _loops.Length)
            {
                return;
            }

            _windowEnd = _endedByCount == _loops.Length && _countEnd is not null ? _countEnd : _windowEnd;
        }

        MarkWindowEnd(_lastEnd);
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_loops, loop => loop.Dispose());

    private RunResult Result(bool stopped, bool interrupted)
    {
        var result = new RunResult
        {
            Stopped = stopped,
            Interrupted = interrupted,
            Ramp = Stopwatch.GetElapsedTime(_createdAt, StartAt == 0 ? Stopwatch.GetTimestamp() : StartAt),
            Response = _options.Rate is null ? null : new(),
            KnownResponse = _options.Rate is null ? null : new(),
            SendDelay = _options.Rate is null ? null : new(),
            RunQueueWait = TimeSpan.Zero,
        };
        if (_windowStart is not null && _windowEnd is not null)
        {
            result.Elapsed = Stopwatch.GetElapsedTime(_windowStart.Value.At, _windowEnd.Value.At);
            result.Cpu = _windowEnd.Value.Cpu - _windowStart.Value.Cpu;
        }

        long[] quarters = new long[_loops[0].Tally.Quarters.Length];
        foreach (ClientLoop loop in _loops)
        {
            RunTally tally = loop.Tally;
            result.Connected += loop.Connections.Connected;
            result.Reopened += loop.Connections.Reopened;
            result.LastError = loop.Connections.LastError != 0 ? loop.Connections.LastError : result.LastError;
            result.Sent += tally.Sent;
            result.Answered += tally.Answered;
            result.Replies += tally.Replies;
            result.UnderWay += tally.UnderWay;
            result.Skipped += tally.Skipped;
            result.Unsent += tally.Unsent;
            result.Backlog += tally.Backlog;
            result.Untaken += tally.Untaken;
            result.Stalled = Longer(result.Stalled, tally.Stalled);
            result.LongestStall = Longer(result.LongestStall, tally.LongestStall);
            result.RunQueueWait += tally.RunQueueWait;
            result.Turns += tally.Turns;
            result.EmptyTurns += tally.EmptyTurns;
            result.Service.Add(tally.Service);
            result.KnownResponse?.Add(tally.Response!);
            result.Response?.Add(tally.Response!);
            result.Response?.Add(tally.Missing!);
            result.SendDelay?.Add(tally.SendDelay!);
            result.Faults.Add(tally.Faults);
            result.FirstWrong = tally.FirstWrong?.At < (result.FirstWrong?.At ?? long.MaxValue) ? tally.FirstWrong : result.FirstWrong;
            for (int i = 0; i < quarters.Length; i++)
            {
                quarters[i] += tally.Quarters[i];
            }
        }

        result.Quarters = _options.Duration is null || interrupted ? [] : quarters;
        return result;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

using Pollecho.Measurement;
using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>
/// A run as a stream of periods: each is the sum of what all threads found in it, and together they are the result. What was found
/// before the window is in the first one, as far as the result has it. For one reader at a time.
/// </summary>
internal sealed class RunPeriods
{
    private readonly RunOptions _options;
    private readonly LoopPeriods[] _loops;
    private readonly Func<(DateTimeOffset Time, TimeSpan Cpu)> _start;
    private readonly PartEnd[] _ends;
    private RunPart _sum;
    private RunPart _given;
    private long _next = 1;
    private TimeSpan _endedAt;
    private TimeSpan _cpu;
    private TimeSpan _cpuBefore;

    /// <summary>Sums up what threads hand over.</summary>
    /// <param name="options">What the run is to do, with the length of a period.</param>
    /// <param name="loops">The threads' periods.</param>
    /// <param name="start">Reads when the window started, and the processor time of this process then, once that has been.</param>
    public RunPeriods(RunOptions options, LoopPeriods[] loops, Func<(DateTimeOffset Time, TimeSpan Cpu)> start)
    {
        _options = options;
        _loops = loops;
        _start = start;
        _ends = new PartEnd[loops.Length];
        _sum = NewSum();
        _given = NewSum();
    }

    /// <summary>
    /// The next period that every thread has handed over; null if there is none yet. The last one, in which the window ends, is kept
    /// for <see cref="Last"/>.
    /// </summary>
    public RunPeriod? Next()
    {
        for (int i = 0; i < _loops.Length; i++)
        {
            if (_ends[i].Passed < _next && _loops[i].TakeInto(_sum) is { } end)
            {
                _ends[i] = end;
                if (end.Passed < long.MaxValue)
                {
                    // A thread that was held up sees several end at once: the others' are added up to be of the same time.
                    _next = Math.Max(_next, end.Passed);
                    _cpu = end.ProcessCpu > _cpu ? end.ProcessCpu : _cpu;
                }
            }
        }

        if (Array.Exists(_ends, end => end.Passed < _next))
        {
            return null;
        }

        // Threads see a stop at different times: the period in which the first does is not over by its clock, but by the stop.
        long ended = _next++;
        bool isLast = Array.Exists(_ends, end => end.IsWindowOver) || Array.TrueForAll(_ends, end => end.IsOver);
        return isLast ? null : Close(_options.StatsPeriod!.Value * ended, _cpu - _start().Cpu);
    }

    /// <summary>The last period, up to the end of the window; null if that has not started. To be asked after the run.</summary>
    /// <param name="result">That of the run.</param>
    public RunPeriod? Last(RunResult result)
    {
        foreach (LoopPeriods loop in _loops)
        {
            while (loop.TakeInto(_sum) is not null)
            {
            }
        }

        _sum.Stopped = result.Stopped;
        return result.WindowStart is null ? null : Close(result.Elapsed, result.Cpu);
    }

    private RunPeriod Close(TimeSpan endsAt, TimeSpan cpu)
    {
        RunPart found = _sum;
        found.Elapsed = endsAt - _endedAt;

        // A thread may have read it for a period after another had read it for the end of the window.
        found.Cpu = cpu > _cpuBefore ? cpu - _cpuBefore : TimeSpan.Zero;
        (_endedAt, _cpuBefore) = (endsAt, cpu);
        _given.Clear();
        (_sum, _given) = (_given, found);
        return new RunPeriod(endsAt, _start().Time + endsAt, found);
    }

    private RunPart NewSum()
    {
        LatencyHistogram? known = _options.Rate is null ? null : new();
        return new() { MessageSize = _options.Payload.Size, HasChurn = _options.MessagesPerConnection is not null, KnownResponse = known, Response = known };
    }
}

using System.Diagnostics;
using Pollecho.Client;
using Pollecho.Results;

namespace Pollecho.Sweep;

/// <summary>Runs a sweep: step after step, each after the server has recovered from the one before.</summary>
internal sealed class SweepRun(SweepPlan plan)
{
    private readonly SweepResult _result = new(plan);
    private readonly Recovery _recovery = new(plan.Load);
    private readonly KneeSearch? _search = plan.While is null ? null : new(plan.Rates, plan.Resolution);
    private readonly long _start = Stopwatch.GetTimestamp();

    private ISweepCourse Course => field ??= _search is null ? new RateSeries(plan.Rates) : _search;

    /// <summary>Runs it to its end, or until it is stopped.</summary>
    /// <param name="progress">Is called before each step, and before each wait.</param>
    /// <param name="stop">Ends it early, with what was found so far.</param>
    public SweepResult Run(Action<SweepProgress> progress, CancellationToken stop)
    {
        progress(Progress(isRecovering: false) with { Step = 0 });
        _result.Unloaded = _recovery.MeasureUnloaded(stop);
        _result.Limit = Sweep(progress, stop);
        _result.NotKept = _search?.NotKept;
        _result.Confirmed = _search is { Next: null } ? _search.Kept : null;
        _result.Elapsed = Stopwatch.GetElapsedTime(_start);
        return _result;
    }

    /// <returns>What ended it.</returns>
    private SweepLimit Sweep(Action<SweepProgress> progress, CancellationToken stop)
    {
        // Of a server that is silent there is nothing to find either.
        if (!stop.IsCancellationRequested && (_recovery.IsBroken || _recovery.Last!.Answered == 0))
        {
            return Break(_recovery.Options, _recovery.Last!);
        }

        while (Course.Next is { } rate)
        {
            progress(Progress(isRecovering: false));
            if (Measure(rate, stop) is not { } step)
            {
                return SweepLimit.Stopped;
            }

            _result.Steps.Add(step);
            if (step is { IsBroken: true, HasWrongReplies: false })
            {
                return Break(plan.Load with { Rate = rate }, step.Result);
            }

            Course.Add(step.Outcome);
            if (Course.Next is not null && End(step, progress, stop) is { } end)
            {
                return end;
            }
        }

        return Conclude();
    }

    /// <summary>Waits for the server after a step.</summary>
    /// <returns>What ends the sweep there; null if it goes on.</returns>
    private SweepLimit? End(SweepStep step, Action<SweepProgress> progress, CancellationToken stop)
    {
        progress(Progress(isRecovering: true));
        bool isRecovered = _recovery.Await(plan.LongestRecovery, stop);
        return stop.IsCancellationRequested ? SweepLimit.Stopped
            : _recovery.IsBroken ? Break(_recovery.Options, _recovery.Last!)
            : !isRecovered ? SweepLimit.NotRecovered
            : _search is null && step.Fault == StepFault.Faults ? SweepLimit.None
            : null;
    }

    private SweepLimit Conclude() => _search switch
    {
        null => SweepLimit.None,
        { IsFound: true } => SweepLimit.Server,
        { NotKept: null } => SweepLimit.HighestRate,
        { IsServers: false } => SweepLimit.Client,
        _ => SweepLimit.LowestRate,
    };

    private SweepLimit Break(RunOptions options, RunResult result)
    {
        _result.Broken = (options, result);
        return SweepLimit.Broken;
    }

    /// <summary>Measures one rate; null if it was stopped.</summary>
    private SweepStep? Measure(double rate, CancellationToken stop)
    {
        RunOptions options = plan.Load with { Rate = rate };
        SweepPhase phase = Course.Phase;
        using var run = new ClientRun(options);
        RunResult result = run.Run(stop);
        if (result.Stopped)
        {
            return null;
        }

        (StepOutcome outcome, StepFault fault) = StepJudge.Judge(plan, options, result);
        return new(rate, phase, outcome, fault, result);
    }

    private SweepProgress Progress(bool isRecovering)
    {
        int done = _result.Steps.Count;
        TimeSpan step = done > 0 ? Stopwatch.GetElapsedTime(_start) / done : plan.Load.Warmup + plan.Load.Duration!.Value;
        return new(
            isRecovering ? done : done + 1,
            isRecovering ? _result.Steps[^1].Rate : Course.Next ?? 0,
            isRecovering ? _result.Steps[^1].Phase : Course.Phase,
            isRecovering,
            step * Course.StepsLeft,
            _search is { Phase: SweepPhase.Growth });
    }
}

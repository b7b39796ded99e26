using System.Diagnostics;
using Pollecho.Compare.Child;

namespace Pollecho.Compare;

/// <summary>The whole comparison: every contender in turn, again and again, each run beginning with another one.</summary>
internal sealed class CompareRun(ComparePlan plan, string program)
{
    /// <summary>How often a window is measured once more: a machine that is busy all the time is to be reported, not waited for.</summary>
    private const int MostRepeats = 2;

    /// <summary>This part of the time may go into measuring again what other programs disturbed.</summary>
    private const int ShareForRepeats = 8;

    private readonly HashSet<string> _failed = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _leftForRepeats = Estimate(plan) / ShareForRepeats;
    private int _done;

    /// <summary>Runs it to its end, or until it is stopped.</summary>
    /// <param name="progress">Is called before each step.</param>
    /// <param name="stop">Ends it early, with what was found so far.</param>
    public CompareResult Run(Action<CompareStep> progress, CancellationToken stop)
    {
        var result = new CompareResult(plan);
        for (int run = 0; run < plan.Runs && !stop.IsCancellationRequested; run++)
        {
            foreach (Contender contender in plan.Order(run).Where(contender => !_failed.Contains(contender.Name)))
            {
                RunContender(result, run, contender, regime => progress(new(run + 1, plan.Runs, contender.Name, regime, Left())), stop);
                _done++;
            }
        }

        result.Interrupted = stop.IsCancellationRequested;
        result.Elapsed = Stopwatch.GetElapsedTime(_start);
        return result;
    }

    private void RunContender(CompareResult result, int number, Contender contender, Action<Regime> progress, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        ServerChild? server = null;
        try
        {
            server = new ServerChild(program, contender.Name, plan.Over);
            var run = new ContenderRun(plan, contender, server, stop);
            foreach (Regime regime in Regime.All)
            {
                progress(regime);
                if (Measure(run, regime) is not Sample sample)
                {
                    return;
                }

                result.Add(regime, contender.Name, number, sample);
            }
        }
        catch (ServerDiedException e)
        {
            if (!stop.IsCancellationRequested)
            {
                _failed.Add(contender.Name);
                result.Failures.Add(new CompareFailure(contender.Name, server?.Explain(e.Message) ?? e.Message));
            }
        }
        finally
        {
            server?.Dispose();
        }
    }

    /// <summary>Measures one regime, and as long as there is time for it once more if other programs were in the way.</summary>
    private Sample? Measure(ContenderRun run, Regime regime)
    {
        Sample? sample = run.Measure(regime);
        for (int repeats = 0; sample is { Disturbance.IsDisturbed: true } && repeats < MostRepeats && _leftForRepeats > TimeSpan.Zero; repeats++)
        {
            long start = Stopwatch.GetTimestamp();
            sample = run.Measure(regime);
            _leftForRepeats -= Stopwatch.GetElapsedTime(start);
        }

        return sample;
    }

    /// <summary>About how long all of it takes, starting the servers included.</summary>
    private static TimeSpan Estimate(ComparePlan plan) => plan.Runs * plan.Contenders.Count
        * Regime.All.Aggregate(TimeSpan.FromMilliseconds(100), (sum, regime) => sum + regime.WindowIn(plan) + plan.Warmup);

    /// <summary>The time left: as planned at first, then as it went so far.</summary>
    private TimeSpan Left()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        int all = plan.Runs * plan.Contenders.Count;
        TimeSpan total = _done == 0 ? Estimate(plan) : elapsed * (all / (double)_done);
        return total > elapsed ? total - elapsed : TimeSpan.Zero;
    }
}

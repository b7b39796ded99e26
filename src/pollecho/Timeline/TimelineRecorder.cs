using Pollecho.Compare;
using Pollecho.Compare.Child;

namespace Pollecho.Timeline;

/// <summary>Records what a plan asks for.</summary>
internal static class TimelineRecorder
{
    /// <summary>Records an exchange with each contender, or as many as there is time for until the stop.</summary>
    /// <param name="plan">With whom, and how.</param>
    /// <param name="program">The program that is started as their server.</param>
    /// <param name="progress">Takes what comes next.</param>
    /// <param name="stop">Ends it before its time.</param>
    public static TimelineResult Record(TimelinePlan plan, string program, Action<TimelineProgress> progress, CancellationToken stop)
    {
        var result = new TimelineResult(plan);
        var run = new TimelineRun(plan, program);
        foreach (Contender contender in plan.Contenders)
        {
            progress(new TimelineProgress(contender, result.Exchanges.Count + result.Failures.Count + 1, plan.Contenders.Count));
            try
            {
                if (run.Run(contender, stop) is not { } exchange)
                {
                    break;
                }

                result.Exchanges.Add(exchange);
            }
            catch (ServerDiedException e)
            {
                result.Failures.Add((contender, e.Message));
            }
        }

        return result;
    }
}

using Pollecho.Results;
using Pollecho.Sweep;
using Pollecho.Tests.Client;

namespace Pollecho.Tests.Sweep;

/// <summary>Sweeps with known figures.</summary>
internal static class SweepSamples
{
    /// <summary>A plan with a condition; null for none.</summary>
    public static SweepPlan Plan(string? condition) => new(RunSamples.Closed)
    {
        Rates = [1_000, 2_000, 4_000],
        While = condition is not null && Threshold.TryParse(condition, out Threshold? threshold, out _) ? threshold : null,
    };

    /// <summary>A step in which everything was answered after that many milliseconds.</summary>
    public static SweepStep Step(double rate, double milliseconds, StepOutcome outcome, StepFault fault = StepFault.None, SweepPhase phase = SweepPhase.Growth, double answered = 1)
    {
        int count = (int)(rate * 10 * answered);
        return new(rate, phase, outcome, fault, new RunResult
        {
            MessageSize = 128,
            Elapsed = TimeSpan.FromSeconds(10),
            Connected = 50,
            Sent = count,
            Answered = count,
            Replies = count,
            Service = RunSamples.Same((long)(milliseconds * 0.4e6), count),
            Response = RunSamples.Same((long)(milliseconds * 1e6), count),
            KnownResponse = RunSamples.Same((long)(milliseconds * 1e6), count),
            SendDelay = RunSamples.Same(1_000, count),
            Cpu = TimeSpan.FromSeconds(5),
            Quarters = [count / 4, count / 4, count / 4, count / 4],
        });
    }

    /// <summary>A search that found its knee, 2,000 a second of which 1,999 were answered in the worst step.</summary>
    public static SweepResult Found => Result(
        "p99<2ms",
        SweepLimit.Server,
        2_000,
        2_030,
        Step(1_000, 0.2, StepOutcome.Kept),
        Step(2_000, 0.5, StepOutcome.Kept),
        Step(4_000, 800, StepOutcome.FarFromKept, StepFault.Rate, answered: 0.5),
        Step(2_030, 2.5, StepOutcome.NotKept, StepFault.Condition, SweepPhase.Bisection),
        Step(2_030, 2.6, StepOutcome.NotKept, StepFault.Condition, SweepPhase.Bisection),
        Step(2_000, 0.6, StepOutcome.Kept, StepFault.None, SweepPhase.Confirmation, answered: 0.9995),
        Step(2_000, 0.7, StepOutcome.Kept, StepFault.None, SweepPhase.Confirmation));

    /// <summary>A result.</summary>
    public static SweepResult Result(string? condition, SweepLimit limit, double? confirmed, double? notKept, params SweepStep[] steps)
    {
        var result = new SweepResult(Plan(condition)) { Limit = limit, Confirmed = confirmed, NotKept = notKept, Elapsed = TimeSpan.FromSeconds(90) };
        result.Unloaded = RunSamples.Same(100_000, 20);
        result.Steps.AddRange(steps);
        return result;
    }
}

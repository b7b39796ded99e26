using Pollecho.Client;
using Pollecho.Results;

namespace Pollecho.Sweep;

/// <summary>Judges a step: whether its rate was kept, and if not, whether the server is why.</summary>
internal static class StepJudge
{
    /// <summary>A rate is reached if this share of it was answered: what is above the capacity by more shows here, however lax the condition.</summary>
    internal const double RateReached = 0.99;

    /// <summary>With a smaller share it is not by chance.</summary>
    private const double RateNear = 0.9;

    /// <summary>At either end of the window a reply may fall to the other side.</summary>
    private const int Edges = 2;

    /// <summary>What a step shows, and why if it was not kept.</summary>
    public static (StepOutcome Outcome, StepFault Fault) Judge(SweepPlan plan, RunOptions options, RunResult result)
    {
        double share = (result.Replies + Edges) / (options.Rate!.Value * options.Duration!.Value.TotalSeconds);
        bool hasFaults = result.Faults.Total > 0 || result.HasUnsent;
        StepFault fault = hasFaults ? StepFault.Faults
            : share < RateReached ? StepFault.Rate
            : plan.While is { } condition && !condition.Holds(result) ? StepFault.Condition
            : StepFault.None;
        if (fault == StepFault.None)
        {
            // Whatever the client added, it was little enough.
            return (StepOutcome.Kept, fault);
        }

        return ClientFault(plan, options, result, fault) is { } own ? (StepOutcome.Invalid, own)
            : (hasFaults || share < RateNear ? StepOutcome.FarFromKept : StepOutcome.NotKept, fault);
    }

    /// <summary>What the client may have done to it; null if nothing.</summary>
    private static StepFault? ClientFault(SweepPlan plan, RunOptions options, RunResult result, StepFault fault) =>
        ClientShare.CannotKeepRate(options, result) ? StepFault.ClientTooSlow
        : ClientShare.IsBusy(options, result) ? StepFault.ClientBusy

        // A delay is no reason why a condition on something else does not hold.
        : fault == StepFault.Condition && plan.While!.Percentile is null ? null
        : ClientShare.MayHaveDelayed(options, result, result.Response?.Percentile(plan.JudgedPercentile) ?? 0) ? StepFault.ClientKeptOff
        : ClientShare.IsLateAt(result, plan.JudgedPercentile) ? StepFault.ClientLate
        : null;
}

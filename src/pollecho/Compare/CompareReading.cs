using Pollecho.Measurement;
using Pollecho.Waiting;

namespace Pollecho.Compare;

/// <summary>The judgement of the notebook's four claims: whether the figures of this machine confirm each.</summary>
internal static class CompareReading
{
    private static readonly IEnumerable<WaitKind> Polling = WaitStrategies.All.Where(kind => kind.NeverSleeps);
    private static readonly IEnumerable<WaitKind> Napping = WaitStrategies.All.Where(kind => kind is { NeverSleeps: false, AsksTheSystem: false });

    /// <summary>The readings, in the order of the notebook's claims.</summary>
    public static IReadOnlyList<ClaimReading> Of(CompareResult result)
    {
        string? poll = Measured(result, Polling), ask = Measured(result, WaitStrategies.Readiness), nap = Measured(result, Napping);
        return
        [
            OtherWork(result, poll, Against(Regime.Idle, Metric.OtherWorkPerSecond, poll, ask ?? nap)),
            Read(2, poll, [Against(Regime.Idle, Metric.CpuPercent, poll, ask ?? Contender.Blocking.Name)],
                Against(Regime.Saturated, Metric.CpuPerMessage, poll, ask ?? Contender.Blocking.Name)),
            Read(3, nap, [Against(Regime.Sparse, Metric.P50, nap, poll), Against(Regime.Saturated, Metric.MessagesPerSecond, poll, nap)],
                Against(Regime.Idle, Metric.CpuPercent, poll, nap)),
            Read(4, ask, [Against(Regime.Idle, Metric.CpuPercent, poll, ask), Against(Regime.Crowded, Metric.P50, poll, ask)],
                Against(Regime.Sparse, Metric.P50, ask, poll)),
        ];

        Contrast? Against(Regime regime, Metric metric, string? first, string? second) => Contrast.Of(result, regime, metric, first, second);
    }

    /// <summary>Claim 1 can be judged without a contrast, by whether anything was done at all.</summary>
    private static ClaimReading OtherWork(CompareResult result, string? poll, Contrast? contrast)
    {
        Spread? done = poll is null ? null : result.Get(Regime.Idle, poll, Metric.OtherWorkPerSecond);
        Verdict verdict = (done, contrast) switch
        {
            (null, _) => Verdict.NotMeasured,
            ({ Median: <= 0 }, not null) => Verdict.Contradicted,
            (_, not null) => contrast.Verdict,
            _ => done.Min > 0 ? Verdict.Confirmed : Verdict.Contradicted,
        };
        return new(1, poll, verdict, contrast is null ? [] : [contrast]);
    }

    /// <param name="number">The claim's number.</param>
    /// <param name="subject">The contender that it is about.</param>
    /// <param name="deciding">What decides it; not measured if there is none.</param>
    /// <param name="proportion">What puts it into proportion.</param>
    private static ClaimReading Read(int number, string? subject, Contrast?[] deciding, Contrast? proportion)
    {
        Verdict verdict = Contrast.Join(deciding);
        return new(number, subject, verdict, verdict == Verdict.NotMeasured ? [] : [.. deciding.Append(proportion).OfType<Contrast>()]);
    }

    /// <summary>The first contender of one of these kinds that has figures, by its full name.</summary>
    private static string? Measured(CompareResult result, IEnumerable<WaitKind> kinds) =>
        kinds.SelectMany(kind => result.Plan.Contenders.Where(contender => contender.Kind == kind.Name))
            .FirstOrDefault(contender => result[Regime.Idle, contender.Name] is not null)?.Name;
}

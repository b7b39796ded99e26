using Pollecho.Measurement;

namespace Pollecho.Compare;

/// <summary>One metric of two contenders under one regime, set against one another.</summary>
/// <param name="Regime">The regime.</param>
/// <param name="Metric">The metric.</param>
/// <param name="First">The contender that is expected to be higher.</param>
/// <param name="Second">The other one.</param>
internal sealed record Contrast(Regime Regime, Metric Metric, string First, string Second)
{
    /// <summary>The first one's figure.</summary>
    public required Spread High { get; init; }

    /// <summary>The second one's.</summary>
    public required Spread Low { get; init; }

    /// <summary>The first as a multiple of the second: the median over the runs; null if there is none.</summary>
    public required double? Ratio { get; init; }

    /// <summary>Confirmed if the first one is higher, contradicted if it is lower.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Sets two contenders against one another; null if one of them was not measured.</summary>
    public static Contrast? Of(CompareResult result, Regime regime, Metric metric, string? first, string? second)
    {
        if (first is null || second is null || result[regime, first] is not { } high || result[regime, second] is not { } low
            || high[metric] is not { } highSpread || low[metric] is not { } lowSpread)
        {
            return null;
        }

        IReadOnlyList<Pair> pairs = high.Pairs(low, metric);
        Verdict verdict = PairedComparison.Of(pairs, metric.LeastDifference) switch
        {
            Difference.Higher => Verdict.Confirmed,
            Difference.Lower => Verdict.Contradicted,
            Difference.None => Verdict.NoDifference,
            _ when high.PairsInAll(low, metric) >= PairedComparison.FewestPairs => Verdict.MachineBusy,
            _ => Verdict.TooFewRuns,
        };
        double ratio = pairs.Count > 0 ? PairedComparison.Ratio(pairs) : highSpread.Median / lowSpread.Median;
        return new(regime, metric, first, second) { High = highSpread, Low = lowSpread, Ratio = double.IsFinite(ratio) ? ratio : null, Verdict = verdict };
    }

    /// <summary>Several verdicts as one: all of one kind, or in part; none where one of them could not be judged.</summary>
    public static Verdict Join(params IEnumerable<Contrast?> contrasts)
    {
        Contrast[] judged = [.. contrasts.OfType<Contrast>()];
        return judged.Length == 0 ? Verdict.NotMeasured
            : Array.TrueForAll(judged, contrast => contrast.Verdict == judged[0].Verdict) ? judged[0].Verdict
            : IsAny(Verdict.MachineBusy) ? Verdict.MachineBusy
            : IsAny(Verdict.TooFewRuns) ? Verdict.TooFewRuns
            : IsAny(Verdict.Confirmed) ? Verdict.PartlyConfirmed : Verdict.Contradicted;

        bool IsAny(Verdict verdict) => Array.Exists(judged, contrast => contrast.Verdict == verdict);
    }
}

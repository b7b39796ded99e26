namespace Pollecho.Compare;

/// <summary>One metric of two contenders under one regime, set against one another.</summary>
/// <param name="High">The figure of the one that is expected to be higher.</param>
/// <param name="Low">The figure of the other one.</param>
internal sealed record Contrast(Spread High, Spread Low)
{
    /// <summary>Held if the first one is higher, not if it is lower.</summary>
    public Verdict Verdict => High.IsWithinNoiseOf(Low) ? Verdict.WithinNoise
        : High.Median > Low.Median ? Verdict.Held : Verdict.NotHeld;

    /// <summary>Sets two contenders against one another; null if one of them was not measured.</summary>
    public static Contrast? Of(CompareResult result, Regime regime, Metric metric, string? first, string? second) =>
        first is not null && second is not null
        && result.Get(regime, first, metric) is { } high && result.Get(regime, second, metric) is { } low
            ? new(high, low) : null;

    /// <summary>Several verdicts as one: all of one kind, or in part.</summary>
    public static Verdict Join(params IEnumerable<Contrast?> contrasts)
    {
        Verdict[] verdicts = [.. contrasts.OfType<Contrast>().Select(contrast => contrast.Verdict).Distinct()];
        return verdicts.Length switch
        {
            0 => Verdict.NotMeasured,
            1 => verdicts[0],
            _ => verdicts.Contains(Verdict.Held) ? Verdict.HeldInPart : Verdict.NotHeld,
        };
    }
}

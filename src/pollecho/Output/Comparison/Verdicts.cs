using Pollecho.Compare;

namespace Pollecho.Output.Comparison;

/// <summary>The verdicts as keys and words.</summary>
internal static class Verdicts
{
    private static readonly Dictionary<Verdict, (string Key, string Words)> All = new()
    {
        [Verdict.Confirmed] = ("confirmed", "confirmed on this machine"),
        [Verdict.PartlyConfirmed] = ("partly_confirmed", "partly confirmed on this machine"),
        [Verdict.Contradicted] = ("contradicted", "contradicted on this machine"),
        [Verdict.NoDifference] = ("no_difference", "no difference found on this machine"),
        [Verdict.TooFewRuns] = ("too_few_runs", "not judged: too few runs"),
        [Verdict.MachineBusy] = ("machine_busy", "not judged: this machine was busy"),
        [Verdict.NotMeasured] = ("not_measured", "not measured"),
    };

    /// <summary>The key in JSON.</summary>
    public static string Key(this Verdict verdict) => All[verdict].Key;

    /// <summary>The verdict in words.</summary>
    public static string Words(this Verdict verdict) => All[verdict].Words;

    /// <summary>What the first of two contenders is to the second, as a key in JSON and CSV.</summary>
    public static string Difference(this Contrast contrast) => contrast.Verdict switch
    {
        Verdict.Confirmed => "higher",
        Verdict.Contradicted => "lower",
        _ => contrast.Verdict.Key(),
    };
}

using Pollecho.Compare;

namespace Pollecho.Output.Comparison;

/// <summary>The verdicts as keys and words.</summary>
internal static class Verdicts
{
    /// <summary>The key in JSON.</summary>
    public static string Key(this Verdict verdict) => Of(verdict).Key;

    /// <summary>The verdict in words.</summary>
    public static string Words(this Verdict verdict) => Of(verdict).Words;

    /// <summary>What the first of two contenders is to the second, as a key in JSON and CSV.</summary>
    public static string Difference(this Contrast contrast) => contrast.Verdict switch
    {
        Verdict.Confirmed => "higher",
        Verdict.Contradicted => "lower",
        _ => contrast.Verdict.Key(),
    };

    private static (string Key, string Words) Of(Verdict verdict) => verdict switch
    {
        Verdict.Confirmed => ("confirmed", "confirmed on this machine"),
        Verdict.PartlyConfirmed => ("partly_confirmed", "partly confirmed on this machine"),
        Verdict.Contradicted => ("contradicted", "contradicted on this machine"),
        Verdict.NoDifference => ("no_difference", "no difference found on this machine"),
        Verdict.TooFewRuns => ("too_few_runs", "not judged: too few runs"),
        Verdict.MachineBusy => ("machine_busy", "not judged: this machine was busy"),
        _ => ("not_measured", "not measured"),
    };
}

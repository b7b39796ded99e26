namespace Pollecho.Compare;

/// <summary>What the figures say of a claim.</summary>
internal enum Verdict
{
    /// <summary>They confirm it.</summary>
    Confirmed,

    /// <summary>They confirm one half of it.</summary>
    PartlyConfirmed,

    /// <summary>They say the opposite.</summary>
    Contradicted,

    /// <summary>They show no difference.</summary>
    NoDifference,

    /// <summary>There are too few runs to judge.</summary>
    TooFewRuns,

    /// <summary>Other programs were in the way of too many runs.</summary>
    MachineBusy,

    /// <summary>What it takes was not measured.</summary>
    NotMeasured,
}

/// <summary>The verdicts' names.</summary>
internal static class Verdicts
{
    /// <summary>The key in JSON.</summary>
    public static string Key(this Verdict verdict) => verdict switch
    {
        Verdict.Confirmed => "confirmed",
        Verdict.PartlyConfirmed => "partly_confirmed",
        Verdict.Contradicted => "contradicted",
        Verdict.NoDifference => "no_difference",
        Verdict.TooFewRuns => "too_few_runs",
        Verdict.MachineBusy => "machine_busy",
        _ => "not_measured",
    };

    /// <summary>The verdict in words.</summary>
    public static string Words(this Verdict verdict) => verdict switch
    {
        Verdict.Confirmed => "confirmed on this machine",
        Verdict.PartlyConfirmed => "partly confirmed on this machine",
        Verdict.Contradicted => "contradicted on this machine",
        Verdict.NoDifference => "no difference found on this machine",
        Verdict.TooFewRuns => "not judged: too few runs",
        Verdict.MachineBusy => "not judged: this machine was busy",
        _ => "not measured",
    };
}

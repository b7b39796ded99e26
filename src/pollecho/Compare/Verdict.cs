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

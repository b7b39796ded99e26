namespace Pollecho.Compare;

/// <summary>Whether a claim held here.</summary>
internal enum Verdict
{
    /// <summary>It did.</summary>
    Held,

    /// <summary>One half of it did.</summary>
    HeldInPart,

    /// <summary>It did not: the figures say the opposite.</summary>
    NotHeld,

    /// <summary>No difference that the runs could tell from noise.</summary>
    WithinNoise,

    /// <summary>What it takes was not measured.</summary>
    NotMeasured,
}

/// <summary>One of the notebook's claims and what the figures say of it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Claim">The claim.</param>
/// <param name="Verdict">Whether it held.</param>
/// <param name="Findings">By how much, and what is to be known besides; sentences.</param>
internal sealed record ClaimReading(int Number, string Claim, Verdict Verdict, IReadOnlyList<string> Findings)
{
    /// <summary>The verdict in words.</summary>
    public string VerdictText => Verdict switch
    {
        Verdict.Held => "held here",
        Verdict.HeldInPart => "held here in part",
        Verdict.NotHeld => "did not hold here",
        Verdict.WithinNoise => "within the noise here",
        _ => "not measured",
    };
}

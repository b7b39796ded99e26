namespace Pollecho.Measurement;

/// <summary>What a <see cref="PairedComparison"/> found.</summary>
internal enum Difference
{
    /// <summary>Too few pairs to show any difference.</summary>
    TooFewPairs,

    /// <summary>The pairs show none, or one too small to matter.</summary>
    None,

    /// <summary>The first of the two is lower.</summary>
    Lower,

    /// <summary>The first of the two is higher.</summary>
    Higher,
}

namespace Pollecho.Measurement;

/// <summary>What a <see cref="PairedComparison"/> found.</summary>
internal enum Difference
{
    /// <summary>There are too few pairs for any difference to show.</summary>
    TooFewPairs,

    /// <summary>None that the pairs show, or one too small to matter.</summary>
    None,

    /// <summary>The first of the two is lower.</summary>
    Lower,

    /// <summary>The first of the two is higher.</summary>
    Higher,
}

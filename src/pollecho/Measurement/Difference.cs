namespace Pollecho.Measurement;

/// <summary>What a <see cref="PairedComparison"/> or an <see cref="UnpairedComparison"/> found.</summary>
internal enum Difference
{
    /// <summary>Too few runs to show any difference.</summary>
    TooFew,

    /// <summary>The runs show none, or one too small to matter.</summary>
    None,

    /// <summary>The first of the two is lower.</summary>
    Lower,

    /// <summary>The first of the two is higher.</summary>
    Higher,
}

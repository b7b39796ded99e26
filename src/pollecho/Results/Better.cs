namespace Pollecho.Results;

/// <summary>Which way a figure improves.</summary>
internal enum Better
{
    /// <summary>Neither way is better by itself, or which is depends on what was asked for: it is not compared.</summary>
    Neither,

    /// <summary>The lower, the better.</summary>
    Lower,

    /// <summary>The higher, the better.</summary>
    Higher,
}

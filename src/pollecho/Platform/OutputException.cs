namespace Pollecho.Platform;

/// <summary>The standard output could not be written to.</summary>
/// <param name="why">Why, in the system's words.</param>
/// <param name="isGone">Whether nobody can read it any more; otherwise it may take something later, as a disk that is full.</param>
internal sealed class OutputException(string why, bool isGone) : IOException($"cannot write to standard output: {why}")
{
    /// <summary>Whether nobody can read it any more.</summary>
    public bool IsGone { get; } = isGone;

    /// <summary>Whether its reader has left, as <c>head</c> does when it has enough: nothing to report to anybody.</summary>
    public bool IsBrokenPipe { get; init; }
}

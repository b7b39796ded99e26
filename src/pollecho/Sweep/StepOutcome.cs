namespace Pollecho.Sweep;

/// <summary>What a step shows.</summary>
internal enum StepOutcome
{
    /// <summary>The rate was reached, and the condition kept.</summary>
    Kept,

    /// <summary>It was not, perhaps by chance.</summary>
    NotKept,

    /// <summary>It was not, by so much that it is not by chance.</summary>
    FarFromKept,

    /// <summary>It was not, and the client may be why: this says nothing of the server.</summary>
    Invalid,
}

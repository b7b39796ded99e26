namespace Pollecho.Results;

/// <summary>The keys of a sweep's result that are read back from it.</summary>
internal static class SweepKeys
{
    /// <summary>The highest rate that keeps the condition.</summary>
    public const string Knee = "knee_messages_per_s";

    /// <summary>What was measured at each rate.</summary>
    public const string Steps = "steps";

    /// <summary>A step's rate.</summary>
    public const string Rate = "rate_messages_per_s";

    /// <summary>What a step shows.</summary>
    public const string Outcome = "outcome";

    /// <summary>The outcome of a step that says nothing of the server.</summary>
    public const string Invalid = "invalid";
}

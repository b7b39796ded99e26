namespace Pollecho.Text;

/// <summary>How a run ended, in one word, as every JSON result has it.</summary>
internal static class RunStatus
{
    /// <summary>It ran to its end, and nothing went wrong.</summary>
    public const string Ok = "ok";

    /// <summary>Something went wrong.</summary>
    public const string Failed = "failed";

    /// <summary>It was stopped before its end.</summary>
    public const string Interrupted = "interrupted";
}

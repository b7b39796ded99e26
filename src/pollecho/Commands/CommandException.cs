namespace Pollecho.Commands;

/// <summary>A failure reported to the user in one line: what failed, why, what to do.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCode.Failure) : Exception(message)
{
    /// <summary>What the process exits with.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>A command line whose parts do not go together.</summary>
    public static CommandException Usage(string message) => new(message, Commands.ExitCode.Usage);
}

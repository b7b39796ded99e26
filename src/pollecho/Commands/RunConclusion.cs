using Pollecho.Output;
using Pollecho.Results;

namespace Pollecho.Commands;

/// <summary>How a result of the client ends the process.</summary>
internal static class RunConclusion
{
    /// <summary>The exit code; on failure with one line that says what, and what to do.</summary>
    /// <param name="load">What was found.</param>
    /// <param name="failure">What failed in the run, if anything did.</param>
    /// <param name="crossed">The conditions by which the run failed.</param>
    /// <param name="unwritten">Why a file could not be written. It has a line of its own, and hides neither of the others.</param>
    /// <exception cref="CommandException">Something failed.</exception>
    public static int ExitCodeOf(RunResult load, string? failure, IReadOnlyList<Threshold> crossed, string? unwritten)
    {
        if (unwritten is not null && (failure is not null || crossed.Count > 0))
        {
            Console.Error.WriteLine(Escape.Line($"pollecho: {unwritten}"));
        }

        if (crossed.Count > 0)
        {
            throw new CommandException($"--fail-if {string.Join("; ", crossed.Select(condition => condition.Explain(load)))}{(failure is null ? "" : $" ({failure})")}", ExitCode.Threshold);
        }

        return (failure ?? unwritten) is { } failed ? throw new CommandException(failed) : ExitCode.Good;
    }
}

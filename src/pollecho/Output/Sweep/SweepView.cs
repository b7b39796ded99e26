using Pollecho.Sweep;
using Pollecho.Text;

namespace Pollecho.Output.Sweep;

/// <summary>A sweep as it is to be shown.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Percentiles">Which percentiles to show, ascending, with the one that is judged among them.</param>
/// <param name="FailIf">The condition by which it fails; null if there is none.</param>
/// <param name="Error">What failed, in one line; null if nothing did.</param>
internal sealed record SweepView(SweepResult Result, IReadOnlyList<double> Percentiles, KneeCondition? FailIf, string? Error)
{
    /// <summary>Whether it is known what was swept: else the server was not found.</summary>
    public bool IsSetUp { get; init; } = true;

    /// <summary>The steps by their rates, and those of one rate in the order in which they were measured.</summary>
    public IReadOnlyList<SweepStep> ByRate { get; } = [.. Result.Steps.OrderBy(step => step.Rate)];

    /// <summary>The steps with replies, by their rates: those of which there is something to draw.</summary>
    public IReadOnlyList<SweepStep> Answered => [.. ByRate.Where(step => step.Result is { Answered: > 0, RoundTrip.Count: > 0 })];

    /// <summary>Whether one of the times of a step is the least that it may be.</summary>
    public bool IsAnyAtLeast(SweepStep step) => Percentiles.Any(step.Result.IsAtLeast);

    /// <summary>How the sweep ended, in one word, as that of a run.</summary>
    public string Status => Error is not null ? RunStatus.Failed : Result.Limit == SweepLimit.Stopped ? RunStatus.Interrupted : RunStatus.Ok;
}

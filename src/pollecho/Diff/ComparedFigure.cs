using Pollecho.Results;

namespace Pollecho.Diff;

/// <summary>A figure by which two sets of runs are compared.</summary>
/// <param name="Section">What it is of in a result with several parts, as <c>crowded.epoll</c>; empty where there is but one.</param>
/// <param name="Name">Its name within that, as conditions have it.</param>
/// <param name="Key">Its key in the result, which ends in the unit.</param>
/// <param name="Better">Which way it improves.</param>
internal sealed record ComparedFigure(string Section, string Name, string Key, Better Better)
{
    /// <summary>The name by which conditions know it besides: of the times of a run, those that count; null if it has none.</summary>
    public string? Alias { get; init; }

    /// <summary>How many samples a run must have for it to be known; 0 if any number will do.</summary>
    public long SamplesNeeded { get; init; }

    /// <summary>A smaller difference, in the figure's unit, does not matter.</summary>
    public double LeastDifference { get; init; }

    /// <summary>Its name among all figures of a result.</summary>
    public string FullName => Section.Length == 0 ? Name : $"{Section}.{Name}";

    /// <summary>Whether a condition means it: by its full name, or by its name in any section.</summary>
    public bool IsCalled(string name) => name == FullName || name == Name || name == Alias;
}

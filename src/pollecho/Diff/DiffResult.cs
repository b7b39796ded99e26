using Pollecho.Measurement;
using Pollecho.Results.Files;

namespace Pollecho.Diff;

/// <summary>What changed between two sets of runs.</summary>
/// <param name="Base">The runs before.</param>
/// <param name="New">Those after.</param>
internal sealed record DiffResult(RunSet Base, RunSet New)
{
    /// <summary>Each figure that one of the sets has, in the order of the results.</summary>
    public IReadOnlyList<FigureChange> Changes { get; } =
        [.. Base.Figures.UnionBy(New.Figures, figure => figure.FullName).Select(figure => new FigureChange(figure, Base[figure], New[figure])
        {
            HasTooFewSamples = Base.HasTooFewSamples(figure) || New.HasTooFewSamples(figure),
        })];

    /// <summary>How runs are unlike the first one, of either set, in version, machine or options: each with the run's name.</summary>
    public IReadOnlyList<string> Unlike { get; } = [.. UnlikeFirst(Base, New)];

    /// <summary>Whether there are enough runs to tell any difference from noise.</summary>
    public bool CanTell => UnpairedComparison.CanTell(Base.Runs, New.Runs);

    /// <summary>Reads two sets, and compares them.</summary>
    /// <exception cref="ResultFileException">A file cannot be used, a result is there twice, or they are not of one command.</exception>
    public static DiffResult Read(string basePath, string newPath)
    {
        var seen = new Dictionary<ResultDigest, string>();
        RunSet before = RunSet.Read(basePath, seen), after = RunSet.Read(newPath, seen);
        return before.Kind == after.Kind ? new DiffResult(before, after)
            : throw new ResultFileException(newPath, $"is of pollecho {RunSet.Word(after.Kind)}, and '{basePath}' of pollecho {RunSet.Word(before.Kind)}; give results of one command");
    }

    private static IEnumerable<string> UnlikeFirst(RunSet before, RunSet after)
    {
        (string first, IReadOnlyDictionary<string, string> traits) = before.Identities[0];
        return before.Identities.Concat(after.Identities).SelectMany(run => ResultTraits.Differences(run.Traits, traits).Select(difference => (run.Name, Difference: difference)))
            .GroupBy(unlike => unlike.Difference)
            .Select(group => $"'{group.First().Name}' is unlike '{first}': {group.Key}");
    }
}

using Pollecho.Compare;
using Pollecho.Diff;
using Pollecho.Measurement;
using Pollecho.Output.Comparison;
using Pollecho.Text;

namespace Pollecho.Output.Diff;

/// <summary>What changed as words and cells: the same in text and Markdown.</summary>
internal static class DiffWords
{
    private static readonly string[] Head = ["base", "new", "change", ""];

    /// <summary>The two sets in a line.</summary>
    public static string Title(DiffResult result) => $"{Name(result.Base)} and {Name(result.New)}, of pollecho {RunSet.Word(result.Base.Kind)}";

    /// <summary>The sections of the result, each with its table: its head, then a row a figure. What is 0 in every run is left out.</summary>
    public static IEnumerable<(string Section, IReadOnlyList<IReadOnlyList<string>> Rows)> Tables(DiffResult result) =>
        from change in result.Changes
        where !change.IsNothing
        group change by change.Figure.Section into section
        select (section.Key, (IReadOnlyList<IReadOnlyList<string>>)[["figure", .. Head], .. section.Select(Row)]);

    /// <summary>How many of the figures in the tables got worse, better, or neither.</summary>
    public static string Summary(DiffResult result)
    {
        FigureChange[] shown = [.. result.Changes.Where(change => !change.IsNothing)];
        int unknown = Count(Difference.TooFew);
        return $"{Units.Count(shown.Length, "figure")}: {shown.Count(change => change.IsWorse)} worse, {shown.Count(change => change.IsBetter)} better, "
            + $"{Count(Difference.None)} without a difference{(unknown > 0 ? $", {unknown} not judged" : "")}.";

        int Count(Difference difference) => shown.Count(change => change.Difference == difference);
    }

    /// <summary>By which rule a figure is worse or better, and what that takes for granted.</summary>
    public static string Legend(DiffResult result) =>
        "Medians of the runs; the change is the median over all pairs of a run of each. worse, better: a difference of at least "
        + $"{Units.Percent(100 * PairedComparison.SmallestDifference)} that the Wilcoxon rank-sum test over the runs shows, which is wrong about equal sets in at most {Units.Percent(100 * PairedComparison.ErrorRate)} of the figures, "
        + "if the runs were made in turn, each with a server started for it."
        + (result.Changes.Any(change => change.IsNothing) ? " Figures that are 0 in every run are left out." : "");

    /// <summary>Why the result should not be trusted as it stands.</summary>
    public static IEnumerable<string> Warnings(DiffResult result) =>
    [
        .. result.CanTell ? [] : new[]
        {
            $"{Units.Count(result.Base.Runs, "run")} of BASE and {Units.Count(result.New.Runs)} of NEW cannot tell a difference from noise: it takes {UnpairedComparison.FewestRuns} of each",
        },
        .. result.Unlike,
        .. result.Base.Unsound,
        .. result.New.Unsound,
    ];

    /// <summary>What the new figure is to the old one, as a key in JSON: as compare has it.</summary>
    public static string Key(Difference difference) => difference switch
    {
        Difference.Higher => "higher",
        Difference.Lower => "lower",
        Difference.None => Verdict.NoDifference.Key(),
        _ => Verdict.TooFewRuns.Key(),
    };

    private static string Name(RunSet set) => $"{set.Path} ({Units.Count(set.Runs, "run")})";

    private static string[] Row(FigureChange change) =>
    [
        change.Figure.Name,
        Cell(change.Figure, change.BaseSpread),
        Cell(change.Figure, change.NewSpread),
        change.Percent is not double percent ? TextTable.None : double.IsFinite(percent) ? Units.Change(percent) : "from 0",
        change.IsWorse ? "worse" : change.IsBetter ? "better" : change.Difference == Difference.None ? "no difference" : change.HasTooFewSamples ? "too few samples" : "not judged",
    ];

    private static string Cell(ComparedFigure figure, Spread? spread) => spread is null ? TextTable.None : FigureText.Of(figure.Key, spread.Median);
}

using Pollecho.Measurement;
using Pollecho.Results;

namespace Pollecho.Diff;

/// <summary>A figure in two sets of runs.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="Base">Those of the first set, one a run that has it.</param>
/// <param name="New">Those of the second.</param>
internal sealed record FigureChange(ComparedFigure Figure, IReadOnlyList<double> Base, IReadOnlyList<double> New)
{
    /// <summary>The first set's median and range; null if no run has the figure.</summary>
    public Spread? BaseSpread { get; } = Spread.Of(Base);

    /// <summary>The second set's.</summary>
    public Spread? NewSpread { get; } = Spread.Of(New);

    /// <summary>What the new figure is to the old one, beyond the noise of the runs.</summary>
    public Difference Difference { get; } = UnpairedComparison.Of(New, Base, Figure.LeastDifference);

    /// <summary>
    /// The change in per cent to six decimals, by <see cref="UnpairedComparison.Ratio"/>; infinite from 0 on; null if one set
    /// lacks the figure.
    /// </summary>
    public double? Percent { get; } = Base.Count == 0 || New.Count == 0 ? null : Math.Round(100 * (UnpairedComparison.Ratio(New, Base) - 1), 6);

    /// <summary>Whether one set lacks the figure for want of samples.</summary>
    public bool HasTooFewSamples { get; init; }

    /// <summary>Whether the figure got worse beyond the noise.</summary>
    public bool IsWorse => Difference == (Figure.Better == Better.Higher ? Difference.Lower : Difference.Higher);

    /// <summary>Whether it got better beyond the noise.</summary>
    public bool IsBetter => Difference == (Figure.Better == Better.Higher ? Difference.Higher : Difference.Lower);

    /// <summary>Whether the figure is 0 in every run, as of faults that there were none of.</summary>
    public bool IsNothing => Base.Count + New.Count > 0 && Base.All(value => value == 0) && New.All(value => value == 0);

    /// <summary>
    /// Whether there are runs enough to show a difference, and they show none, or one too small to speak of in the figure's unit.
    /// Unlike <see cref="Difference"/> it leaves open how many per cent matter, which a condition says.
    /// </summary>
    public bool IsNoise => UnpairedComparison.CanTell(New.Count, Base.Count)
        && (UnpairedComparison.Chance(New, Base) > PairedComparison.ErrorRate || Math.Abs(NewSpread!.Median - BaseSpread!.Median) < Figure.LeastDifference);
}

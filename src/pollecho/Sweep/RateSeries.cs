namespace Pollecho.Sweep;

/// <summary>Each rate once, from the lowest to the highest.</summary>
/// <param name="rates">The rates, ascending.</param>
internal sealed class RateSeries(IReadOnlyList<double> rates) : ISweepCourse
{
    private int _done;

    /// <inheritdoc/>
    public double? Next => _done < rates.Count ? rates[_done] : null;

    /// <inheritdoc/>
    public SweepPhase Phase => SweepPhase.Growth;

    /// <inheritdoc/>
    public int StepsLeft => rates.Count - _done;

    /// <inheritdoc/>
    public void Add(StepOutcome outcome) => _done++;
}

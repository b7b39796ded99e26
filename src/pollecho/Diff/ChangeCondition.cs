using Pollecho.Results;
using Pollecho.Results.Files;
using Pollecho.Text;

namespace Pollecho.Diff;

/// <summary>
/// A condition under which a change has failed, as <c>--fail-if</c> takes it: <c>p99&gt;+10%</c>, <c>rate&lt;-5%</c>. It is crossed
/// where the change of a figure is beyond the limit, unless the runs show that to be noise. Too few runs to tell
/// excuse nothing: a gate must not open because little was measured. A figure that a run of one of the sets does not have counts as crossed.
/// </summary>
internal sealed class ChangeCondition
{
    /// <summary>What a condition looks like, for help and errors.</summary>
    public const string Form = "a change of a figure such as 'p99>+10%' or 'rate<-5%'";

    private readonly ConditionText _text;
    private readonly double _limit;

    private ChangeCondition(string expression, ConditionText text, double limit)
    {
        Expression = expression;
        _text = text;
        _limit = limit;
    }

    /// <summary>The condition as it was given.</summary>
    public string Expression { get; }

    /// <summary>Reads a condition.</summary>
    /// <param name="text">A figure, an operator (&gt; &gt;= &lt; &lt;=), and a change in per cent with its sign.</param>
    /// <param name="condition">The condition; null if it is malformed.</param>
    /// <param name="error">What is wrong, to be put after the option's name; empty if nothing is.</param>
    public static bool TryParse(string text, out ChangeCondition? condition, out string error)
    {
        condition = null;
        error = $"takes {Form}, not '{text}'";
        if (ConditionText.Split(text) is not { Name.Length: > 0, Limit: ['+' or '-', .. string share, '%'] } parts
            || ConditionUnit.ReadNumber(share.TrimEnd()) is not { } percent)
        {
            return false;
        }

        error = "";
        condition = new(text.Trim(), parts, parts.Limit[0] == '-' ? -percent : percent);
        return true;
    }

    /// <summary>
    /// The changes that it looks at: of a figure with that name in any section; none if there is no such figure. Of the steps of
    /// sweeps only those at a rate that both sets have: a search goes to other rates each time.
    /// </summary>
    public IEnumerable<FigureChange> Of(DiffResult result) => result.Changes.Where(change => change.Figure.IsCalled(_text.Name) && (!IsOfStep(change, result) || change.Percent is not null));

    /// <summary>The first change by which it is crossed; null if it is not.</summary>
    public FigureChange? Crossed(DiffResult result) =>
        Of(result).FirstOrDefault(change => change.Percent is not double percent || IsOfSomeRuns(change, result) || (IsBeyond(percent) && !change.IsNoise));

    /// <summary>
    /// The condition and what became of it, in one line: <c>p99&gt;+10%: it is +23%</c>, <c>p99&gt;+10%: passed, it is +2.1%</c>.
    /// Of several figures it names the one by which the condition is crossed.
    /// </summary>
    public string Explain(DiffResult result)
    {
        if (Crossed(result) is { } crossed)
        {
            return $"{Expression}: {Describe(crossed)}" + (crossed.Percent is null ? ""
                : IsOfSomeRuns(crossed, result) ? $", but known in only {crossed.Base.Count} of {Units.Count(result.Base.Runs, "run")} of BASE and {crossed.New.Count} of {result.New.Runs} of NEW"
                : result.CanTell ? "" : ", and these are too few runs to tell whether that is noise");
        }

        FigureChange[] looked = [.. Of(result)];
        return $"{Expression}: passed" + (looked.Length > 1 ? $" by {looked.Length} figures"
            : $", {Describe(looked[0])}{(IsBeyond(looked[0].Percent!.Value) ? ", which is within the noise" : "")}");
    }

    private string Describe(FigureChange change)
    {
        string name = change.Figure.FullName == _text.Name ? "it" : change.Figure.FullName;
        string sets = string.Join(" and ", new[] { change.BaseSpread is null ? "BASE" : null, change.NewSpread is null ? "NEW" : null }.OfType<string>());
        return change.Percent is not double percent ? $"{name} is not known in {sets}{(change.HasTooFewSamples ? $", as it takes {Units.Count(change.Figure.SamplesNeeded, "sample")} a run; run longer" : "")}"
            : $"{name} is {(double.IsFinite(percent) ? Units.Change(percent) : "no longer 0")}";
    }

    private static bool IsOfStep(FigureChange change, DiffResult result) => result.Base.Kind == ResultKind.Sweep && change.Figure.Section.Length > 0;

    /// <summary>Whether some runs lack the figure, as where nothing was answered: the others look better than the set is.</summary>
    private static bool IsOfSomeRuns(FigureChange change, DiffResult result) =>
        !IsOfStep(change, result) && (change.Base.Count < result.Base.Runs || change.New.Count < result.New.Runs);

    private bool IsBeyond(double percent) => _text.Holds(percent, _limit);
}

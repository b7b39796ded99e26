using System.Globalization;
using Pollecho.Compare;
using Pollecho.Measurement;
using Pollecho.Text;

namespace Pollecho.Output.Comparison;

/// <summary>The figures of a comparison as words and cells: the same in text, Markdown and HTML.</summary>
internal static class CompareFormat
{
    private const string Disturbed = "!";
    private const string NoDifference = "≈";
    private const string NotJudged = "?";

    /// <summary>All tables in the order in which they are shown: the highlights of every regime side by side, then each regime's own.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="heading">What stands above a metric's figures.</param>
    public static IEnumerable<CompareTable> Tables(CompareResult result, Func<Metric, string> heading) =>
    [
        new("at a glance", "what each costs and gives, regime by regime", Glance(result, heading)),
        .. Regime.All.Select(regime => new CompareTable(regime.Name, regime.Describe(result.Plan), Of(result, regime, heading))),
    ];

    private static List<IReadOnlyList<string>> Glance(CompareResult result, Func<Metric, string> heading)
    {
        (Regime Regime, Metric Metric)[] columns = [.. Regime.All.SelectMany(regime => regime.Highlights.Select(metric => (regime, metric)))];
        List<IReadOnlyList<string>> rows = [["strategy", .. columns.Select(column => $"{column.Regime.Name} {heading(column.Metric)}")]];
        foreach (string name in result.Plan.Contenders.Select(contender => contender.Name))
        {
            if (Regime.All.Any(regime => result[regime, name] is not null))
            {
                rows.Add([name, .. columns.Select(column => Number(result.Get(column.Regime, name, column.Metric)?.Median))]);
            }
        }

        return rows;
    }

    /// <summary>A regime's table: its head, then a row a contender that was measured.</summary>
    private static List<IReadOnlyList<string>> Of(CompareResult result, Regime regime, Func<Metric, string> heading)
    {
        string key = heading(regime.KeyMetric);
        List<IReadOnlyList<string>> rows = [["strategy", .. regime.Metrics.Select(heading), $"{key} min–max", $"× {result.Plan.Reference.Name}"]];
        foreach (string name in result.Plan.Contenders.Select(contender => contender.Name))
        {
            if (result[regime, name] is { } figures)
            {
                rows.Add([name + (figures.IsDisturbed ? Disturbed : ""), .. regime.Metrics.Select(metric => Number(figures[metric]?.Median)), Range(figures[regime.KeyMetric]), Ratio(result, regime, name)]);
            }
        }

        return rows;
    }

    /// <summary>A figure, or <see cref="TextTable.None"/>.</summary>
    public static string Number(double? figure) => figure is double known ? Units.Figure(known) : TextTable.None;

    /// <summary>What the figures are of, what the signs in the tables mean, and by which rule a difference is shown.</summary>
    public static string Legend(CompareResult result) =>
        $"Medians of {(result.Interrupted ? "at most " : "")}{Units.Count(result.Plan.Runs, "run")}. × {result.Plan.Reference.Name}: the min–max figure as a multiple of {result.Plan.Reference.Name}'s, "
        + $"the median over the runs; {NoDifference}: no difference shown by the Wilcoxon signed-rank test over the runs in pairs, "
        + $"which is wrong about equal contenders in at most {Units.Percent(100 * PairedComparison.ErrorRate)} of cases, or one under {Units.Percent(100 * PairedComparison.SmallestDifference)}; "
        + $"{NotJudged}: not judged. {Disturbed}: other programs were in the way of every run; else runs that they disturbed are left out. "
        + $"{string.Join(' ', Metric.All.Select(metric => metric.Explanation).OfType<string>())} {TextTable.None}: does not apply, or too few replies."
        + string.Concat(result.Plan.LeftOut.Select(contender => $" {contender.Name} is left out: {contender.Reason}."));

    /// <summary>What is being measured, for the status line; the last field, which a narrow one leaves out, is what the regime is.</summary>
    public static string Progress(CompareStep step, ComparePlan plan) => string.Create(
        CultureInfo.InvariantCulture, $"run {step.Run} of {step.Runs}, {step.Contender}, {step.Regime.Name}: {Math.Ceiling(step.Left.TotalSeconds)} s left  {step.Regime.Name} is {step.Regime.Load(plan)}");

    private static string Range(Spread? spread) => spread is null ? TextTable.None : $"{Number(spread.Min)}–{Number(spread.Max)}";

    /// <summary>A contender against the reference; null of the reference itself, or if one of them was not measured.</summary>
    public static Contrast? ToReference(CompareResult result, Regime regime, Metric metric, string name) =>
        name == result.Plan.Reference.Name ? null : Contrast.Of(result, regime, metric, name, result.Plan.Reference.Name);

    private static string Ratio(CompareResult result, Regime regime, string name)
    {
        if (name == result.Plan.Reference.Name)
        {
            return result.Get(regime, name, regime.KeyMetric) is null ? TextTable.None : "1";
        }

        Contrast? contrast = ToReference(result, regime, regime.KeyMetric, name);
        return contrast?.Ratio is not double ratio ? TextTable.None : contrast.Verdict switch
        {
            Verdict.Confirmed or Verdict.Contradicted => "",
            Verdict.NoDifference => NoDifference,
            _ => NotJudged,
        } + Number(ratio);
    }
}

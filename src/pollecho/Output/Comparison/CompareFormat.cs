using System.Globalization;
using Pollecho.Compare;
using Pollecho.Measurement;
using Pollecho.Text;

namespace Pollecho.Output.Comparison;

/// <summary>The figures of a comparison as words and cells: the same in text, Markdown and HTML.</summary>
internal static class CompareFormat
{
    /// <summary>What is shown where there is no figure.</summary>
    public const string None = "–";

    private const string Disturbed = "!";
    private const string NoDifference = "≈";
    private const string NotJudged = "?";

    private static readonly (Regime Regime, Metric Metric)[] Telling =
    [
        (Regime.Idle, Metric.CpuPercent),
        (Regime.Sparse, Metric.P50),
        (Regime.Sparse, Metric.CpuPercent),
        (Regime.Saturated, Metric.MessagesPerSecond),
        (Regime.Saturated, Metric.CpuPerMessage),
        (Regime.Crowded, Metric.MessagesPerSecond),
        (Regime.Crowded, Metric.CpuPerMessage),
    ];

    /// <summary>What a regime is, by the plan's numbers.</summary>
    public static string Describe(this ComparePlan plan, Regime regime) => regime switch
    {
        Regime.Idle => $"{Units.Count(plan.Connections, "silent connection")}: what waiting costs",
        Regime.Sparse => string.Create(CultureInfo.InvariantCulture, $"{Units.Count(plan.SparseConnections, "connection")}, {plan.SparseRate:0} requests/s: what a wake-up or a nap costs in delay"),
        Regime.Saturated => $"{Units.Count(plan.Connections, "connection")}, each sends as soon as it has its reply: throughput",
        _ => $"the same beside {Units.Count(plan.IdleConnections, "silent connection")}: what asking each of them costs",
    };

    /// <summary>The metrics that mean something under a regime.</summary>
    private static IReadOnlyList<Metric> Shown(Regime regime) =>
        regime == Regime.Idle ? [Metric.CpuPercent, Metric.OtherWorkPerSecond] : Metrics.All;

    /// <summary>All tables in the order in which they are shown: the telling figures of every regime side by side, then each regime's own.</summary>
    public static IEnumerable<CompareTable> Tables(CompareResult result) =>
    [
        new("at a glance", "what each costs and gives, regime by regime", Glance(result)),
        .. Regimes.All.Select(regime => new CompareTable(regime.Name(), result.Plan.Describe(regime), Of(result, regime))),
    ];

    private static List<IReadOnlyList<string>> Glance(CompareResult result)
    {
        List<IReadOnlyList<string>> rows = [["strategy", .. Telling.Select(column => $"{column.Regime.Name()} {column.Metric.Head()}")]];
        foreach (string name in result.Plan.Contenders.Select(contender => contender.Name))
        {
            if (Regimes.All.Any(regime => result[regime, name] is not null))
            {
                rows.Add([name, .. Telling.Select(column => Number(result.Get(column.Regime, name, column.Metric)?.Median))]);
            }
        }

        return rows;
    }

    /// <summary>A regime's table: its head, then a row a contender that was measured.</summary>
    private static List<IReadOnlyList<string>> Of(CompareResult result, Regime regime)
    {
        string key = regime.KeyMetric().Head();
        List<IReadOnlyList<string>> rows = [["strategy", .. Shown(regime).Select(metric => metric.Head()), $"{key} min–max", $"× {result.Plan.Reference.Name}"]];
        foreach (string name in result.Plan.Contenders.Select(contender => contender.Name))
        {
            if (result[regime, name] is { } figures)
            {
                rows.Add([name + (figures.IsDisturbed ? Disturbed : ""), .. Shown(regime).Select(metric => Number(figures[metric]?.Median)), Range(figures[regime.KeyMetric()]), Ratio(result, regime, name)]);
            }
        }

        return rows;
    }

    /// <summary>A figure, or <see cref="None"/>.</summary>
    public static string Number(double? figure) => figure is double known ? Units.Figure(known) : None;

    /// <summary>What the figures are of, what the signs in the tables mean, and by which rule a difference is shown.</summary>
    public static string Legend(CompareResult result) =>
        $"Medians of {(result.Interrupted ? "at most " : "")}{Units.Count(result.Plan.Runs, "run")}. × {result.Plan.Reference.Name}: the min–max figure as a multiple of {result.Plan.Reference.Name}'s, "
        + $"the median over the runs; {NoDifference}: no difference shown by the Wilcoxon signed-rank test over the runs in pairs, "
        + $"which is wrong about equal contenders in at most {Share(PairedComparison.ErrorRate)} of cases, or one under {Share(PairedComparison.SmallestDifference)}; "
        + $"{NotJudged}: not judged. {Disturbed}: other programs were in the way of every run; else runs that they disturbed are left out. "
        + "CPU is the server's, 100% = one core"
        + (ProcessCpu.Step > TimeSpan.Zero ? $"; while a server runs, its count is up to {Units.Duration(ProcessCpu.Step)} behind" : "") + ". "
        + "Empty calls found nothing: receives and sends that would have blocked, looks for a connection, readiness calls. "
        + $"{None}: does not apply, or too few replies.";

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0}%");

    private static string Range(Spread? spread) => spread is null ? None : $"{Number(spread.Min)}–{Number(spread.Max)}";

    /// <summary>A contender against the reference; null of the reference itself, or if one of them was not measured.</summary>
    public static Contrast? ToReference(CompareResult result, Regime regime, Metric metric, string name) =>
        name == result.Plan.Reference.Name ? null : Contrast.Of(result, regime, metric, name, result.Plan.Reference.Name);

    private static string Ratio(CompareResult result, Regime regime, string name)
    {
        if (name == result.Plan.Reference.Name)
        {
            return result.Get(regime, name, regime.KeyMetric()) is null ? None : "1";
        }

        Contrast? contrast = ToReference(result, regime, regime.KeyMetric(), name);
        return contrast?.Ratio is not double ratio ? None : contrast.Verdict switch
        {
            Verdict.Confirmed or Verdict.Contradicted => "",
            Verdict.NoDifference => NoDifference,
            _ => NotJudged,
        } + Number(ratio);
    }
}

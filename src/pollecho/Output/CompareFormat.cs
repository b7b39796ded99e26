using System.Globalization;
using Pollecho.Compare;
using Pollecho.Measurement;
using Pollecho.Text;

namespace Pollecho.Output;

/// <summary>The figures of a comparison as words and cells: the same in text, Markdown and HTML.</summary>
internal static class CompareFormat
{
    /// <summary>What is shown where there is no figure.</summary>
    public const string None = "–";

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
                rows.Add([name, .. Shown(regime).Select(metric => Number(figures[metric]?.Median)), Range(figures[regime.KeyMetric()]), Ratio(result, regime, name)]);
            }
        }

        return rows;
    }

    /// <summary>A figure, or <see cref="None"/>.</summary>
    public static string Number(double? figure) => figure is double known ? Units.Figure(known) : None;

    /// <summary>What the ratio column stands for.</summary>
    public static string Legend(CompareResult result) =>
        $"Medians of {(result.Interrupted ? "at most " : "")}{Units.Count(result.Plan.Runs, "run")}. × {result.Plan.Reference.Name}: the min–max figure's median as a multiple of {result.Plan.Reference.Name}'s; "
        + "≈ marks a difference within the noise (the ranges overlap, or it is under 5%). CPU is the server's, 100% = one core"
        + (ProcessCpu.Step > TimeSpan.Zero ? $", counted by this system in steps of {Units.Duration(ProcessCpu.Step)}" : "") + ". "
        + $"{None}: does not apply, or too few replies to tell.";

    private static string Range(Spread? spread) => spread is null ? None : $"{Number(spread.Min)}–{Number(spread.Max)}";

    private static string Ratio(CompareResult result, Regime regime, string name)
    {
        Spread? own = result.Get(regime, name, regime.KeyMetric());
        Spread? reference = result.Get(regime, result.Plan.Reference.Name, regime.KeyMetric());
        if (own is null || reference is null || own.RatioTo(reference) is not double ratio)
        {
            return None;
        }

        return name == result.Plan.Reference.Name ? "1" : (own.IsWithinNoiseOf(reference) ? "≈" : "") + Number(ratio);
    }
}

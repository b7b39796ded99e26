using System.Globalization;
using Pollecho.Measurement;
using Pollecho.Text;

namespace Pollecho.Compare;

/// <summary>What the server is put through, chosen to show one of the notebook's claims: the load, how long, and what to look at.</summary>
/// <param name="Name">The name that reports use.</param>
/// <param name="Load">What the load is, by the plan's numbers.</param>
/// <param name="Shows">What it shows.</param>
/// <param name="KeyMetric">The figure that it is about.</param>
internal sealed record Regime(string Name, Func<ComparePlan, string> Load, string Shows, Metric KeyMetric)
{
    /// <summary>Connections open, and no traffic: what waiting costs.</summary>
    public static readonly Regime Idle = new("idle", plan => Units.Count(plan.Connections, "silent connection"), "what waiting costs", Metric.CpuPercent)
    {
        HasTraffic = false,
        SilentConnections = plan => plan.Connections,
        Metrics = [Metric.CpuPercent, Metric.OtherWorkPerSecond],
        Highlights = [Metric.CpuPercent],
    };

    /// <summary>Few connections, paced requests with quiet gaps: what a wake-up or a nap costs in delay.</summary>
    public static readonly Regime Sparse = new(
        "sparse",
        plan => string.Create(CultureInfo.InvariantCulture, $"{Units.Count(plan.SparseConnections, "connection")}, {plan.SparseRate:0} requests/s"),
        "what a wake-up or a nap costs in delay",
        Metric.P50)
    {
        Connections = plan => plan.SparseConnections,
        Rate = plan => plan.SparseRate,
        Window = TimeSpan.FromMilliseconds(320),
        QuickWindow = TimeSpan.FromMilliseconds(60),
        Highlights = [Metric.P50, Metric.CpuPercent],
    };

    /// <summary>Many connections, each sending as soon as it has its reply: throughput, and CPU a message.</summary>
    public static readonly Regime Saturated = new(
        "saturated", plan => $"{Units.Count(plan.Connections, "connection")}, each sends as soon as it has its reply", "throughput", Metric.MessagesPerSecond);

    /// <summary>The same beside many silent connections: what asking each of them costs.</summary>
    public static readonly Regime Crowded = new(
        "crowded", plan => $"{Units.Count(plan.Connections, "busy connection")} beside {Units.Count(plan.IdleConnections, "silent one")}", "what asking each of them costs", Metric.P50)
    {
        SilentConnections = plan => plan.IdleConnections,
    };

    /// <summary>All, in the order in which they are run and shown.</summary>
    public static IReadOnlyList<Regime> All { get; } = [Idle, Sparse, Saturated, Crowded];

    /// <summary>What it is, in one line.</summary>
    public string Describe(ComparePlan plan) => $"{Load(plan)}: {Shows}";

    /// <summary>Whether anything is sent: else the connections are all silent.</summary>
    public bool HasTraffic { get; init; } = true;

    /// <summary>Connections with traffic, if there is any.</summary>
    public Func<ComparePlan, int> Connections { get; init; } = plan => plan.Connections;

    /// <summary>Connections without traffic.</summary>
    public Func<ComparePlan, int> SilentConnections { get; init; } = _ => 0;

    /// <summary>Requests a second, in all; null if each connection sends as soon as it has its reply.</summary>
    public Func<ComparePlan, double?> Rate { get; init; } = _ => null;

    /// <summary>How long it is measured in each run of a plan: long enough for several steps of the server's clock.</summary>
    public TimeSpan WindowIn(ComparePlan plan)
    {
        TimeSpan window = plan.Quick ? QuickWindow : Window;
        TimeSpan least = ProcessCpu.Step * (plan.Quick ? 4 : 8);
        return window < least ? least : window;
    }

    /// <summary>How long it is measured in each run, if the clock allows.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The same for a plan that is to be quick.</summary>
    public TimeSpan QuickWindow { get; init; } = TimeSpan.FromMilliseconds(32);

    /// <summary>The metrics that mean something here, in the order in which they are shown.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = Metric.All;

    /// <summary>Those of them that are shown at a glance.</summary>
    public IReadOnlyList<Metric> Highlights { get; init; } = [Metric.MessagesPerSecond, Metric.CpuPerMessage];
}

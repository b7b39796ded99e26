namespace Pollecho.Compare;

/// <summary>What the server is put through, each chosen to show one of the notebook's claims.</summary>
internal enum Regime
{
    /// <summary>Connections open, and no traffic: what waiting costs.</summary>
    Idle,

    /// <summary>Few connections, paced requests with quiet gaps: what a wake-up or a nap costs in delay.</summary>
    Sparse,

    /// <summary>Many connections, each sending as soon as it has its reply: throughput, and CPU a message.</summary>
    Saturated,

    /// <summary>The same beside many silent connections: what asking each of them costs.</summary>
    Crowded,
}

/// <summary>The regimes' names and what is looked at first in each.</summary>
internal static class Regimes
{
    /// <summary>All, in the order in which they are run and shown.</summary>
    public static IReadOnlyList<Regime> All { get; } = [Regime.Idle, Regime.Sparse, Regime.Saturated, Regime.Crowded];

    /// <summary>The name that reports use.</summary>
    public static string Name(this Regime regime) => regime switch
    {
        Regime.Idle => "idle",
        Regime.Sparse => "sparse",
        Regime.Saturated => "saturated",
        _ => "crowded",
    };

    /// <summary>The figure that the regime is about.</summary>
    public static Metric KeyMetric(this Regime regime) => regime switch
    {
        Regime.Idle => Metric.CpuPercent,
        Regime.Saturated => Metric.MessagesPerSecond,
        _ => Metric.P50,
    };
}

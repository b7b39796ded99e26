using Pollecho.Measurement;

namespace Pollecho.Compare;

/// <summary>What is compared, by which workload, how often.</summary>
internal sealed record ComparePlan
{
    /// <summary>The contenders, in the order in which they are shown.</summary>
    public required IReadOnlyList<Contender> Contenders { get; init; }

    /// <summary>The one that the others are set against.</summary>
    public required Contender Reference { get; init; }

    /// <summary>Connections with traffic when saturated and crowded, and silent ones when idle.</summary>
    public int Connections { get; init; } = 50;

    /// <summary>Silent connections beside them when crowded.</summary>
    public int IdleConnections { get; init; } = 2_000;

    /// <summary>Bytes in a message.</summary>
    public int MessageSize { get; init; } = 128;

    /// <summary>How often everything is measured.</summary>
    public int Runs { get; init; } = 3;

    /// <summary>Whether to be through within 15 seconds.</summary>
    public bool Quick { get; init; }

    /// <summary>Connections of the sparse regime.</summary>
    public int SparseConnections => Math.Min(4, Connections);

    /// <summary>Requests a second of the sparse regime, in all: one each 2.5 ms, far apart for a server.</summary>
    public double SparseRate { get; init; } = 400;

    /// <summary>How long a regime is measured in each run: long enough for the system's count of processor time to tell something.</summary>
    public TimeSpan Window(Regime regime)
    {
        var window = TimeSpan.FromMilliseconds((regime, Quick) switch
        {
            (Regime.Idle, true) => 100,
            (Regime.Idle, false) => 200,
            (Regime.Sparse, true) => 250,
            (Regime.Sparse, false) => 800,
            (_, true) => 140,
            (_, false) => 420,
        });
        TimeSpan least = ProcessCpu.Step * (Quick ? 8 : 32);
        return window < least ? least : window;
    }

    /// <summary>How long it goes on before that.</summary>
    public TimeSpan Warmup(Regime regime) => TimeSpan.FromMilliseconds(Quick ? 40 : 80);

    /// <summary>How long all of it lasts, about; the starts of the servers included.</summary>
    public TimeSpan Estimate => Runs * Contenders.Count
        * (Regimes.All.Aggregate(TimeSpan.FromMilliseconds(100), (sum, regime) => sum + Window(regime) + Warmup(regime)));

    /// <summary>The contenders in the order of one run: each run begins one further on, so that none is always the first.</summary>
    public IEnumerable<Contender> Order(int run) =>
        Enumerable.Range(0, Contenders.Count).Select(i => Contenders[(i + run) % Contenders.Count]);
}

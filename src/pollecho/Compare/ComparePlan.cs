using Pollecho.Compare.Child;
using Pollecho.Measurement;

namespace Pollecho.Compare;

/// <summary>What is compared, by which workload, how often: as it stands when nothing else is asked for.</summary>
/// <param name="Quick">Whether to finish within 15 seconds, with coarser figures.</param>
internal sealed record ComparePlan(bool Quick = false)
{
    /// <summary>The contenders, in the order in which they are shown.</summary>
    public IReadOnlyList<Contender> Contenders { get => field ?? Contender.All; init; }

    /// <summary>Those that would be among them if the system let them be used.</summary>
    public IReadOnlyList<RefusedContender> LeftOut { get => field ?? Contender.Refused; init; }

    /// <summary>The one that the others are set against.</summary>
    public Contender Reference { get; init; } = Contender.OfThisSystem.First(contender => contender.Name == "spin");

    /// <summary>Connections with traffic when saturated and crowded, and silent ones when idle.</summary>
    public int Connections { get; init; } = 50;

    /// <summary>Silent connections beside them when crowded.</summary>
    public int IdleConnections { get; init; } = Quick ? 500 : 2_000;

    /// <summary>Bytes in a message.</summary>
    public int MessageSize { get; init; } = 128;

    /// <summary>How often everything is measured: with fewer than <see cref="PairedComparison.FewestPairs"/> no difference can be told from noise.</summary>
    public int Runs { get; init; } = Quick ? PairedComparison.FewestPairs : 8;

    /// <summary>What the client and the servers talk over.</summary>
    public Transport Over { get; init; }

    /// <summary>Its word.</summary>
    public string OverWord => Over.Word();

    /// <summary>Whether that is a unix socket.</summary>
    public bool IsOverUnix => Over == Transport.Unix;

    /// <summary>Connections of the sparse regime.</summary>
    public int SparseConnections => Math.Min(4, Connections);

    /// <summary>Requests a second of the sparse regime, in all: one each 2.5 ms, far apart for a server.</summary>
    public double SparseRate { get; init; } = 400;

    /// <summary>How long a regime runs before it is measured.</summary>
    public TimeSpan Warmup => TimeSpan.FromMilliseconds(Quick ? 5 : 20);

    /// <summary>
    /// The contenders in the order of one run: each run begins one further on, so that none is always the first, and every
    /// other run goes backwards, so that none always follows the same one.
    /// </summary>
    public IEnumerable<Contender> Order(int run) =>
        Enumerable.Range(0, Contenders.Count).Select(i => Contenders[(run + (run % 2 == 0 ? i : Contenders.Count - i)) % Contenders.Count]);
}

namespace Pollecho.Server;

/// <summary>The server's limits: what it holds back, turns away or closes, so that no peer costs the others more than its share.</summary>
internal sealed record ServerLimits
{
    /// <summary>Which fraction of the memory <see cref="MaxUnsent"/> is by default: a quarter.</summary>
    internal const int UnsentFraction = 4;

    /// <summary>The most connections open at a time, over all loops. Another one waits a moment for a place, and is turned away.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>
    /// The most bytes received from a connection at once, and so the most ever kept for it: a peer that does not take its
    /// reply is not read. From 1.
    /// </summary>
    public int MaxBuffer { get; init; } = 64 * 1024;

    /// <summary>How long a connection may send nothing; null for as long as it likes.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>How long a peer may take nothing of a reply, neither from this process nor from its system.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The most bytes kept for all peers together, over all loops; at the limit no connection is read until some of it
    /// was taken. From 1. By default a quarter of what the collector may have, which in a container is its limit and not
    /// the machine's memory: the rest is for the connections themselves.
    /// </summary>
    public long MaxUnsent { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / UnsentFraction;

    /// <summary>How long a stop may take: what was received by then is answered, and the replies sent.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);
}

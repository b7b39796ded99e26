namespace Pollecho.Server;

/// <summary>The server's bounds: what it holds back, turns away or closes, so that no peer costs the others more than its share.</summary>
internal sealed record ServerLimits
{
    /// <summary>The most connections open at a time, over all loops. One more is accepted and closed at once.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>
    /// The most bytes that are received from a connection at once, and so the most that is ever kept for it:
    /// a peer that does not take its reply is not read. From 1.
    /// </summary>
    public int MaxBuffer { get; init; } = 64 * 1024;

    /// <summary>How long a connection may send nothing; null for as long as it likes.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>How long a peer may take nothing of a reply.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop may take: what was received by then is answered, and the replies sent.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);
}

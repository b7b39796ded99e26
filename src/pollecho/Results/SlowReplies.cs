namespace Pollecho.Results;

/// <summary>
/// Replies that took longer than TCP waits at the least before it sends something again. Known only where one message at a
/// time is under way, so that what TCP did meanwhile it did for that.
/// </summary>
/// <param name="Count">How many there were.</param>
/// <param name="Retransmitted">While how many of them this side's TCP sent something again.</param>
internal readonly record struct SlowReplies(long Count, long Retransmitted)
{
    /// <summary>The least that Linux waits, TCP_RTO_MIN. Windows and macOS differ; a reply this late is slow there as well.</summary>
    public static readonly TimeSpan Over = TimeSpan.FromMilliseconds(200);

    /// <summary>Adds those of other connections.</summary>
    public static SlowReplies operator +(SlowReplies one, SlowReplies other) => new(one.Count + other.Count, one.Retransmitted + other.Retransmitted);
}

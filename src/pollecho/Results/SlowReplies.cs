namespace Pollecho.Results;

/// <summary>
/// Replies that took longer than TCP waits at the least before it sends something again. Known only of a client that
/// works like ping: under load TCP is not asked after each.
/// </summary>
/// <param name="Count">How many there were.</param>
/// <param name="Retransmitted">While how many of them were waited for this side's TCP sent something again.</param>
internal readonly record struct SlowReplies(long Count, long Retransmitted)
{
    /// <summary>The least that Linux waits, TCP_RTO_MIN. Windows and macOS differ; a reply this late is slow there as well.</summary>
    public static readonly TimeSpan Over = TimeSpan.FromMilliseconds(200);

    /// <summary>Adds those of other connections.</summary>
    public static SlowReplies operator +(SlowReplies one, SlowReplies other) => new(one.Count + other.Count, one.Retransmitted + other.Retransmitted);
}

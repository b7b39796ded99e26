namespace Pollecho.Sockets;

/// <summary>What a system's TCP has measured on a connection.</summary>
/// <param name="Retransmits">
/// How often it has sent something again since the connection was begun: Linux and macOS count segments, Windows the
/// episodes in which it did so, each of one segment or more.
/// </param>
/// <param name="RoundTrip">Its smoothed round-trip time, from a segment to its acknowledgement; null if it has none yet. macOS counts whole milliseconds.</param>
internal readonly record struct TcpFigures(long Retransmits, TimeSpan? RoundTrip);

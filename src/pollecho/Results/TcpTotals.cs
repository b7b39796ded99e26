namespace Pollecho.Results;

/// <summary>
/// What the system's TCP reports of a run's connections, added up: of each from the beginning of the measured window, or
/// when it was opened if that was later, to the last reply, or when it was closed.
/// </summary>
/// <param name="Retransmits">How often it sent something again, see <see cref="Sockets.TcpFigures"/>.</param>
/// <param name="Timed">How many connections it has a round-trip time of.</param>
/// <param name="RoundTrips">Their smoothed round-trip times at the end, added up.</param>
internal readonly record struct TcpTotals(long Retransmits, int Timed, TimeSpan RoundTrips)
{
    /// <summary>The mean of the round-trip times; null if there is none.</summary>
    public TimeSpan? RoundTrip => Timed > 0 ? RoundTrips / Timed : null;

    /// <summary>Adds what is reported of other connections.</summary>
    public static TcpTotals operator +(TcpTotals one, TcpTotals other) =>
        new(one.Retransmits + other.Retransmits, one.Timed + other.Timed, one.RoundTrips + other.RoundTrips);
}

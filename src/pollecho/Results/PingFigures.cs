namespace Pollecho.Results;

/// <summary>What the client finds only when it works like ping, with one connection to a server.</summary>
/// <param name="MdevNanoseconds">How much the round trips deviate from their mean, as ping of iputils has it; null if there are none, or of several servers.</param>
/// <param name="JitterNanoseconds">Their jitter by RFC 3550; null if there are not two.</param>
/// <param name="Outages">The outages from the first on, <see cref="MostOutages"/> at most.</param>
/// <param name="OutageCount">How many there were in all.</param>
/// <param name="OutageTime">How long they were together.</param>
/// <param name="Watched">Since the first connection was open, to the last reply or the end of the wait for it.</param>
internal sealed record PingFigures(
    double? MdevNanoseconds, double? JitterNanoseconds, IReadOnlyList<Outage> Outages, long OutageCount, TimeSpan OutageTime, TimeSpan Watched)
{
    /// <summary>How many outages are kept, so that a run may last as long as it likes.</summary>
    public const int MostOutages = 100;

    /// <summary>Those of several servers as one: the deviation is of none, and the jitter the largest.</summary>
    public static PingFigures Together(IReadOnlyList<PingFigures> servers) => new(
        MdevNanoseconds: null,
        servers.Max(server => server.JitterNanoseconds),
        [.. servers.SelectMany(server => server.Outages).OrderBy(outage => outage.Start.UtcTicks).Take(MostOutages)],
        servers.Sum(server => server.OutageCount),
        new TimeSpan(servers.Sum(server => server.OutageTime.Ticks)),
        new TimeSpan(servers.Max(server => server.Watched.Ticks)));
}

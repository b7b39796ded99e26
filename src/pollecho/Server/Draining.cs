using System.Diagnostics;
using Pollecho.Sockets;
using Pollecho.Time;

namespace Pollecho.Server;

/// <summary>
/// A loop's part of the stop. Peers waiting to be accepted are accepted; what this process or the system had received
/// when the stop came is answered, however much the peer goes on sending; then the connection is half-closed, and kept
/// until its peer's system has every reply, so that the peer gets its last reply and not a reset.
/// </summary>
/// <param name="loop">The loop's number.</param>
/// <param name="dealer">Where its connections come from.</param>
/// <param name="connections">Its connections.</param>
/// <param name="accepting">Its step of accepting.</param>
/// <param name="service">Its step of receiving.</param>
/// <param name="counters">Its counters.</param>
/// <param name="limit">How long the stop may take.</param>
internal sealed class Draining(
    int loop, ConnectionDealer dealer, OpenConnections connections, Accepting accepting, EchoService service, ServerCounters counters, TimeSpan limit)
{
    /// <summary>
    /// The most connections accepted before the listener is closed, as many as it may keep waiting: without a limit a
    /// flood of them would hold up the stop.
    /// </summary>
    private const int MostAccepts = Listener.DefaultBacklog;

    /// <summary>The most time that the last look may take beyond the limit.</summary>
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(1);

    private long _acceptedBefore;
    private long _until = Deadline.Never;

    /// <summary>Does a turn's part of the stop; called before each turn.</summary>
    /// <returns>Whether the loop must go on.</returns>
    public bool DoStep()
    {
        long now = Stopwatch.GetTimestamp();
        if (_until == Deadline.Never)
        {
            _until = Deadline.After(now, limit);
            _acceptedBefore = dealer.Accepts;
        }

        // Even when the time is up there is a last look: this process may have been stopped meanwhile, and what it had
        // received is still owed. Not before the first loop has dealt its last connection.
        bool isLate = now >= _until;
        AcceptRest(isLate);
        bool isLast = isLate && (!dealer.MayDeal(loop) || now >= Deadline.After(_until, LastLook));
        bool receiving = AnswerRest();
        while (isLast && receiving && Stopwatch.GetElapsedTime(now) < LastLook)
        {
            receiving = AnswerRest();
        }

        connections.Timeouts.WakeBy(receiving ? Deadline.Now : _until);
        return !isLast && (connections.All.Count > 0 || dealer.MayDeal(loop));
    }

    /// <summary>Accepts until nobody is waiting; then, or when the time is up, closes the listener.</summary>
    private void AcceptRest(bool isLate)
    {
        accepting.AcceptAll();
        if (loop != 0)
        {
            return;
        }

        while (dealer.AcceptsMore && dealer.Accepts - _acceptedBefore < MostAccepts)
        {
            accepting.AcceptAll();
        }

        // A connection that cannot be accepted waits for a place only as long as one may still be freed here.
        bool inVain = dealer.IsPutOff && connections.All.Count == 0;
        if (isLate || inVain || !dealer.MoreMayWait || dealer.Accepts - _acceptedBefore >= MostAccepts)
        {
            dealer.End(loop);
        }
    }

    /// <summary>Receives and answers once from each peer that is owed a reply; half-closes the others.</summary>
    /// <returns>Whether more may be owed.</returns>
    private bool AnswerRest()
    {
        bool more = false;
        for (int i = connections.All.Count - 1; i >= 0; i--)
        {
            EchoConnection connection = connections.All[i];
            connection.Owed ??= SocketCalls.Available(connection.Socket);
            if (connection.HasUnsent || connection.IsHalfClosed)
            {
                continue;
            }

            long before = counters.BytesIn;
            if (connection.Owed > 0 && service.ReceiveAndReply(connection) > 0)
            {
                connection.Owed -= counters.BytesIn - before;
                more = true;
            }
            else if (!connection.IsHeld)
            {
                connection.Owed = 0;
                connections.HalfClose(connection);
            }
        }

        return more;
    }
}

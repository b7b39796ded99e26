using System.Net.Sockets;
using Pollecho.Time;
using Pollecho.Tracing;

namespace Pollecho.Server;

/// <summary>A loop's part in accepting: it opens what the dealer has for it. Belongs to the loop's thread.</summary>
/// <param name="loop">The loop's number.</param>
/// <param name="dealer">Where its connections come from.</param>
/// <param name="connections">Its connections.</param>
/// <param name="trace">Receives each accept; null for none.</param>
internal sealed class Accepting(int loop, ConnectionDealer dealer, OpenConnections connections, ILoopTrace? trace)
{
    /// <summary>
    /// When to accept at the latest, even if no connection is reported: what was put off for lack of a file handle is
    /// tried again. A <see cref="System.Diagnostics.Stopwatch"/> time, <see cref="Deadline.Never"/> if nothing was.
    /// </summary>
    public long RetryAt { get; private set; } = Deadline.Never;

    /// <summary>Starts to watch the listener, if it is this loop's.</summary>
    public void Begin() => dealer.Begin(loop);

    /// <summary>Accepts until it would block, or there were enough for this turn.</summary>
    /// <returns>How many.</returns>
    public int AcceptAll()
    {
        for (int accepted = 0; ; accepted++)
        {
            trace?.Begin(CallKind.Accept);
            SocketError outcome = dealer.Next(loop, out Socket? socket, out int id);
            if (loop == 0 || socket is not null)
            {
                // The other loops look into a queue, which is no call.
                trace?.Accepted(outcome, id, socket, isDealt: loop > 0);
            }

            if (socket is null)
            {
                RetryAt = dealer.AskBy(loop);
                return accepted;
            }

            connections.Open(socket, id);
        }
    }

    /// <summary>Called between two turns.</summary>
    public void EndTurn() => dealer.BetweenTurns(loop);
}

namespace Pollecho.Server;

/// <summary>Closes the connections of a loop whose time is up. Belongs to the loop's thread.</summary>
/// <param name="connections">The connections.</param>
/// <param name="service">Takes a last look at each.</param>
/// <param name="counters">Count what was closed, and why.</param>
internal sealed class OverdueConnections(OpenConnections connections, EchoService service, ServerCounters counters)
{
    private readonly ConnectionTimeouts _timeouts = connections.Timeouts;

    /// <summary>
    /// Closes those whose time is up, each only after a last look at it: whatever kept this process from looking, a peer
    /// that has sent or taken something was not silent.
    /// </summary>
    /// <returns>How many things it did.</returns>
    public int Close()
    {
        if (!_timeouts.IsDue())
        {
            return 0;
        }

        int work = 0;
        _timeouts.BeginSweep();
        for (int i = connections.All.Count - 1; i >= 0; i--)
        {
            if (_timeouts.IsOverdue(connections.All[i]))
            {
                work += LookOrClose(connections.All[i]);
            }
        }

        return work;
    }

    private int LookOrClose(EchoConnection connection)
    {
        int moved = connection.HasUnsent ? service.SendUnsent(connection) : connection.HasEnded ? 0 : service.ReceiveAndReply(connection);
        if (moved == 0 && !connection.IsHeld)
        {
            return TryClose(connection) ? 1 : 0;
        }

        if (!connection.IsClosed)
        {
            _timeouts.LookAgain(connection);
        }

        return moved;
    }

    /// <summary>Closes it, unless its peer is still taking its replies from the system.</summary>
    private bool TryClose(EchoConnection connection)
    {
        if (connection.IsSending && (connection.HasEnded || !connection.IsHalfClosed))
        {
            counters.SendTimeouts++;
            connections.Close(connection, "took nothing of its reply for too long", cutOff: true);
            return true;
        }

        if (!connection.HasEnded && _timeouts.StillSends(connection))
        {
            return false;
        }

        counters.IdleTimeouts += connection.IsHalfClosed ? 0 : 1;
        connections.Close(connection, connection.IsHalfClosed ? null : "sent nothing for too long");
        return true;
    }
}

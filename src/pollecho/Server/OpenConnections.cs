using System.ComponentModel;
using System.Net.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>The connections of one loop: opened, timed and closed. Belongs to the loop's thread.</summary>
internal sealed class OpenConnections(int loop, ConnectionDealer dealer, IWaitStrategy wait, ServerLimits limits, ServerCounters counters, ILoopTrace? trace)
{
    private readonly List<EchoConnection> _all = [];

    /// <summary>All of them; one at a time may be closed while walking from the last to the first.</summary>
    public IReadOnlyList<EchoConnection> All => _all;

    /// <summary>When their time is up.</summary>
    public ConnectionTimeouts Timeouts { get; } = new(limits);

    /// <summary>Puts a new connection on the read list.</summary>
    public void Open(Socket socket, int id)
    {
        var connection = new EchoConnection(socket, id) { Slot = _all.Count };
        _all.Add(connection);
        counters.Accepted++;
        counters.Open++;
        try
        {
            wait.Watch(connection, Interest.Read);
            Timeouts.Begin(connection);
        }
        catch (Win32Exception e)
        {
            counters.TurnedAway++;
            Close(connection, e.Message);
        }
    }

    /// <summary>Puts a connection on the write list: a part of its reply was not taken.</summary>
    public void BeginWriting(EchoConnection connection)
    {
        counters.WriteList++;
        wait.Watch(connection, Interest.Write);
        Timeouts.Begin(connection);
    }

    /// <summary>Takes a connection off the write list and back to being read.</summary>
    public void EndWriting(EchoConnection connection)
    {
        counters.WriteList--;
        wait.Watch(connection, Interest.Read);
        Timeouts.Begin(connection);
    }

    /// <summary>Ends the replies of a connection, which is kept for a moment more for its peer to close too.</summary>
    public void HalfClose(EchoConnection connection)
    {
        connection.HalfClose();
        Timeouts.Begin(connection);
    }

    /// <summary>Closes a connection.</summary>
    /// <param name="connection">An open one.</param>
    /// <param name="why">For the trace, if the calls before do not tell.</param>
    public void Close(EchoConnection connection, string? why = null)
    {
        trace?.Closed(connection.Id, why);
        counters.WriteList -= connection.HasUnsent ? 1 : 0;
        counters.Open--;

        EchoConnection last = _all[^1];
        _all[connection.Slot] = last;
        last.Slot = connection.Slot;
        _all.RemoveAt(_all.Count - 1);

        wait.Unwatch(connection);
        connection.Close();
        dealer.Closed(loop);
    }

    /// <summary>Closes those whose time is up.</summary>
    /// <returns>How many.</returns>
    public int CloseOverdue()
    {
        int before = _all.Count;
        Timeouts.BeginSweep();
        for (int i = _all.Count - 1; i >= 0; i--)
        {
            EchoConnection connection = _all[i];
            if (!Timeouts.IsOverdue(connection))
            {
                continue;
            }

            if (connection.HasUnsent)
            {
                counters.SendTimeouts++;
                Close(connection, "took nothing of its reply for too long");
            }
            else if (connection.IsHalfClosed)
            {
                Close(connection);
            }
            else
            {
                counters.IdleTimeouts++;
                Close(connection, "sent nothing for too long");
            }
        }

        return before - _all.Count;
    }

    /// <summary>Closes all.</summary>
    public void CloseAll()
    {
        while (_all.Count > 0)
        {
            EchoConnection connection = _all[^1];
            counters.CutOff += connection.HasUnsent ? 1 : 0;
            Close(connection, connection.HasUnsent ? "no time left" : null);
        }
    }
}

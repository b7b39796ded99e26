using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Time;
using Pollecho.Tracing;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>The connections of one loop: opened, timed and closed. Belongs to the loop's thread.</summary>
internal sealed class OpenConnections(int loop, ConnectionDealer dealer, IWaitStrategy wait, ServerOptions options, ServerCounters counters, ILoopTrace? trace)
{
    /// <summary>
    /// The most bytes that may be in flight to a peer that reads. If more is unacknowledged when the peer ends its stream,
    /// it does not read.
    /// </summary>
    private const int OnItsWay = 64 * 1024;

    /// <summary>
    /// At the end of a stop: a peer whose system has taken nothing for this long is stuck. In a shorter stop
    /// <see cref="OnItsWay"/> decides.
    /// </summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(1);

    /// <summary>How often to check whether a held peer has gone: it is not watched, so nothing else reports it.</summary>
    private static readonly TimeSpan LookAtHeld = TimeSpan.FromSeconds(1);

    private readonly List<EchoConnection> _all = [];
    private readonly List<EchoConnection> _held = [];
    private readonly CrowdMemory _crowd = new(options.Threads);
    private long _lookAtHeldBy;

    /// <summary>All of them; one at a time may be closed while walking from the last to the first.</summary>
    public IReadOnlyList<EchoConnection> All => _all;

    /// <summary>Decides when their time is up.</summary>
    public ConnectionTimeouts Timeouts { get; } = new(options.Limits);

    /// <summary>This loop's share of the memory for what peers do not take.</summary>
    public UnsentMemory Memory { get; } = new(options.Limits.MaxUnsent / options.Threads, options.Limits.MaxBuffer, counters);

    /// <summary>Puts a new connection on the read list.</summary>
    public void Open(Socket socket, int id)
    {
        var connection = new EchoConnection(socket, id, Memory) { Slot = _all.Count };
        _all.Add(connection);
        _crowd.Opened(_all.Count);
        counters.Accepted++;
        counters.Open++;
        if (TryRead(connection))
        {
            Timeouts.Begin(connection);
        }
    }

    /// <summary>Puts a connection on the write list: a part of its reply was not taken.</summary>
    public void BeginWriting(EchoConnection connection)
    {
        connection.IsHeld = false;
        wait.Watch(connection, Interest.Write);
        Timeouts.Sent(connection);
        Timeouts.LookAgain(connection);
    }

    /// <summary>Takes a connection off the write list and back to being read.</summary>
    public void EndWriting(EchoConnection connection)
    {
        connection.Unacknowledged = 0;
        wait.Watch(connection, Interest.Read);
        Timeouts.Begin(connection);
    }

    /// <summary>Stops reading a connection until there is memory for its replies, see <see cref="EndTurn"/>.</summary>
    public void Hold(EchoConnection connection)
    {
        if (!connection.IsHeld)
        {
            counters.ReadsPutOff++;
            connection.IsHeld = true;
            wait.Unwatch(connection);
            _held.Add(connection);
        }
    }

    /// <summary>
    /// A peer has ended its stream, or the connection has failed: closes it, unless the system holds much that the peer
    /// does not take. A close would leave that to the system, which would keep it for minutes.
    /// </summary>
    public void End(EchoConnection connection, bool failed)
    {
        if (failed || connection.IsHalfClosed || !(SocketCalls.Unacknowledged(connection.Socket) > OnItsWay))
        {
            Close(connection);
            return;
        }

        connection.HasEnded = true;
        wait.Unwatch(connection);
        connection.HalfClose();
        Timeouts.Sent(connection);
        Timeouts.LookAgain(connection);
    }

    /// <summary>Called between two turns: goes back to reading held connections, and frees the memory of those that have gone.</summary>
    /// <param name="didNothing">Whether the turn did nothing, so that there is time for it.</param>
    public void EndTurn(bool didNothing)
    {
        if (_held.Count > 0)
        {
            ReadHeldAgain();
        }

        if (_crowd.HasGone)
        {
            ForgetCrowd(didNothing);
        }
    }

    private void ReadHeldAgain()
    {
        if (!Memory.HasRoom)
        {
            CloseHeldThatFailed();
            return;
        }

        foreach (EchoConnection connection in _held)
        {
            ReadAgain(connection);
        }

        _held.Clear();
    }

    /// <summary>Closes held connections that have failed: they are not watched, and would keep their places until there is room.</summary>
    private void CloseHeldThatFailed()
    {
        long now = Stopwatch.GetTimestamp();
        if (now >= _lookAtHeldBy)
        {
            _lookAtHeldBy = Deadline.After(now, LookAtHeld);
            _held.RemoveAll(connection => !connection.IsHeld || connection.IsClosed);
            foreach (EchoConnection connection in _held.Where(held => SocketCalls.HasFailed(held.Socket)))
            {
                counters.AddFailure(SocketError.ConnectionReset);
                Close(connection, "it has failed");
            }
        }

        Timeouts.WakeBy(_lookAtHeldBy);
    }

    /// <summary>Ends the stream of replies, and keeps the connection a moment longer for its peer to take them and close too.</summary>
    public void HalfClose(EchoConnection connection)
    {
        ReadAgain(connection);
        if (!connection.IsClosed)
        {
            connection.HalfClose();
            Timeouts.Begin(connection);
        }
    }

    /// <summary>Closes a connection.</summary>
    /// <param name="connection">An open one.</param>
    /// <param name="why">For the trace, if the calls before it do not show that.</param>
    /// <param name="cutOff">Whether its peer has not got everything, and must see that.</param>
    public void Close(EchoConnection connection, string? why = null, bool cutOff = false)
    {
        trace?.Closed(connection.Id, why);

        EchoConnection last = _all[^1];
        _all[connection.Slot] = last;
        last.Slot = connection.Slot;
        _all.RemoveAt(_all.Count - 1);

        wait.Unwatch(connection);
        connection.Close(cutOff);
        dealer.Closed(loop);

        // Last, so that whoever reads the count on another thread finds the connection gone.
        counters.Open--;
        _crowd.Closed(_all.Count);
    }

    /// <summary>Closes all.</summary>
    public void CloseAll()
    {
        while (_all.Count > 0)
        {
            EchoConnection connection = _all[^1];
            bool cutOff = connection.HasUnsent || connection.Owed > 0 || IsStuck(connection);
            counters.CutOff += cutOff ? 1 : 0;
            Close(connection, cutOff ? "no time left" : null, cutOff);
        }
    }

    private static bool IsStuck(EchoConnection connection) => connection.IsHalfClosed
        && SocketCalls.Unacknowledged(connection.Socket) > (Stopwatch.GetElapsedTime(connection.MovedAt) > StuckAfter ? 0 : OnItsWay);

    private void ReadAgain(EchoConnection connection)
    {
        if (connection is { IsHeld: true, IsClosed: false })
        {
            connection.IsHeld = false;
            if (TryRead(connection))
            {
                Timeouts.Begin(connection);
            }
        }
    }

    /// <summary>Watches it; if the system cannot watch one more, closes it.</summary>
    private bool TryRead(EchoConnection connection)
    {
        try
        {
            wait.Watch(connection, Interest.Read);
            return true;
        }
        catch (Win32Exception e)
        {
            counters.TurnedAway++;
            Close(connection, e.Message);
            return false;
        }
    }

    private void ForgetCrowd(bool didNothing)
    {
        if (!didNothing)
        {
            // So that the next turn does not wait for long.
            Timeouts.WakeBy(Deadline.Now);
            return;
        }

        _all.TrimExcess();
        _held.TrimExcess();
        _crowd.Forget(_all.Count);
    }
}

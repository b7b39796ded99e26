using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Results;
using Pollecho.Sockets;
using Pollecho.Time;
using Pollecho.Tracing;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>
/// The connections of one thread, each at a place of its own: has many opened at once without waiting for any, and closes and
/// replaces those that fail. For the loop's thread.
/// </summary>
internal sealed class ClientConnections
{
    private readonly RunOptions _options;
    private readonly IWaitStrategy _wait;
    private readonly ConnectionOpener _opener;
    private readonly ClientConnection?[] _places;
    private int _open;
    private int _firstUnsettled;
    private long _noneOpenSince = Stopwatch.GetTimestamp();

    /// <summary>The connections of a share of the run, none of them open yet.</summary>
    /// <param name="options">What the run is to do.</param>
    /// <param name="share">Which connections are the thread's.</param>
    /// <param name="wait">Watches them.</param>
    /// <param name="tallies">Where those to each server are counted.</param>
    /// <param name="observers">Shown each reply of each server; none for nobody.</param>
    /// <param name="trace">Receives the calls of the loop; null for none.</param>
    public ClientConnections(
        RunOptions options, LoopShare share, IWaitStrategy wait, IReadOnlyList<RunTally> tallies, IReadOnlyList<IReplyObserver> observers, ILoopTrace? trace = null)
    {
        Trace = trace;
        _options = options;
        _wait = wait;
        Tcp = new TcpWatch(options, tallies);
        Targets = new TargetShares(options, share, tallies, observers);
        _opener = new ConnectionOpener(options, share, Targets);
        _places = new ClientConnection?[share.Connections];
    }

    /// <summary>Receives the calls of the loop; null for none.</summary>
    public ILoopTrace? Trace { get; }

    /// <summary>The servers that they go to.</summary>
    public TargetShares Targets { get; }

    /// <summary>What the system's TCP reports of them.</summary>
    public TcpWatch Tcp { get; }

    /// <summary>Whether none is open, nor will be.</summary>
    public bool IsEmpty => _open == 0 && Targets.AreQueuesEmpty;

    /// <summary>By place: those that are open, and those being opened; null where there is none.</summary>
    public ReadOnlySpan<ClientConnection?> All => _places;

    /// <summary>The one at a place, if it is open.</summary>
    public ClientConnection? this[int place] => _places[place] is { IsOpen: true } connection ? connection : null;

    /// <summary>Whether a place has no connection, nor will have one.</summary>
    public bool IsGone(int place) => _places[place] is null && !_options.Reconnect;

    /// <summary>
    /// Whether to open connections again has been tried for long enough: if only a count of messages ends the run,
    /// a server that is gone for good must not keep it for ever.
    /// </summary>
    public bool HasGivenUp(long now) => _options is { Reconnect: true, Count: not null, Duration: null }
        && _open == 0 && now >= Deadline.After(_noneOpenSince, _options.ConnectTimeout);

    /// <summary>Opens what waits to be opened, as many at a time as is good. Those that fail at once count as well, so that the loop can be stopped between.</summary>
    /// <returns>Whether any was begun.</returns>
    public bool OpenMore(long now)
    {
        bool any = false;
        foreach (TargetShare target in Targets.All)
        {
            for (int left = ConnectQueue.MostOpening; left > 0 && target.Queue.CanTake(now); left--)
            {
                if (_opener.Open(target, now) is { } connection)
                {
                    _places[connection.Place] = connection;

                    // Also if it has succeeded at once: its outcome is then seen, and sent upon, where those of all others are.
                    _wait.Watch(connection, Interest.Write);
                }

                any = true;
            }
        }

        return any;
    }

    /// <summary>Looks how a connect has gone.</summary>
    /// <returns>Whether it is decided.</returns>
    public bool FinishConnect(ClientConnection connection)
    {
        Trace?.Begin(CallKind.Connect);
        SocketError error = ConnectCalls.FinishConnect(connection.Socket);
        Trace?.Called(CallKind.Connect, connection.Number, new IoResult(0, error), default);
        if (error == SocketError.WouldBlock)
        {
            return false;
        }

        Settle(connection, error);
        return true;
    }

    /// <summary>An open connection has ended or failed.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="error">Why; success when the server closed it.</param>
    /// <param name="through">Whether nothing more is to be sent, so that an end of a connection with every reply is no fault.</param>
    public void Fail(ClientConnection connection, SocketError error, bool through)
    {
        TargetShare target = Targets[connection.Place];
        RunTally tally = target.Tally;
        bool isFault = !through || !connection.Verifier.IsSettled || error != SocketError.Success;
        if (isFault)
        {
            tally.LastError = error == SocketError.Success ? tally.LastError : error;
            Faults faults = tally.FaultsOf(connection.Verifier.FirstDueAt(Stopwatch.GetTimestamp()));
            faults.Closed += error == SocketError.Success ? 1 : 0;
            faults.Reset += error == SocketError.Success ? 0 : 1;
        }

        long? lostSince = connection.InFlight.FirstSentAt;
        long lost = connection.Verifier.Lose();
        _open--;
        _noneOpenSince = Stopwatch.GetTimestamp();
        bool reopen = _options.Reconnect && !through;
        if (isFault)
        {
            target.Observer?.Disconnected(connection.InFlight.Next, lost, lostSince, error, reopen);
        }

        Close(connection);
        if (reopen)
        {
            target.Queue.PutBack(connection.Place);
        }
    }

    /// <summary>A connection has had its messages, and their replies: it is closed, and another opened in its place at once.</summary>
    public void Renew(ClientConnection connection)
    {
        _open--;
        _noneOpenSince = Stopwatch.GetTimestamp();
        Close(connection, _options.Close);
        _opener.Renew(connection.Place);
    }

    /// <summary>The time of a connect is up.</summary>
    public void GiveUp(ClientConnection connection) => Settle(connection, SocketError.TimedOut);

    /// <summary>Whether every message that has time left has its reply. To be asked when nothing more is sent.</summary>
    public bool AllAnswered()
    {
        while (_firstUnsettled < _places.Length && _places[_firstUnsettled] is not { IsOpen: true, Verifier.IsSettled: false })
        {
            _firstUnsettled++;
        }

        return _firstUnsettled == _places.Length;
    }

    /// <summary>Closes all.</summary>
    /// <param name="stopped">Whether what waits for a reply then is under way, as the run was stopped before its end.</param>
    public void CloseAll(bool stopped)
    {
        foreach (ClientConnection? connection in _places)
        {
            if (connection is not null)
            {
                if (stopped)
                {
                    connection.Verifier.CountUnderWay();
                }

                Close(connection);
            }
        }
    }

    /// <summary>Closes one; its place stays empty.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="how">How.</param>
    public void Close(ClientConnection connection, ConnectionClose how = ConnectionClose.Fin)
    {
        connection.Verifier.End();
        if (connection.IsOpen)
        {
            Tcp.Closing(connection);
        }

        _wait.Unwatch(connection);
        Trace?.Closed(connection.Number);
        connection.Close(how);
        _places[connection.Place] = null;
    }

    private void Settle(ClientConnection connection, SocketError error)
    {
        if (error == SocketError.Success)
        {
            _opener.SetOpen(connection);
            _open++;
            Tcp.Opened(connection);
            _wait.Watch(connection, Interest.Read);
        }
        else
        {
            Close(connection);
            _opener.Fail(connection, error);
        }
    }
}

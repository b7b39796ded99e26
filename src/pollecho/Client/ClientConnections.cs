using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>The connections of one thread: opens many at once without waiting for any, and closes and replaces those that fail.</summary>
internal sealed class ClientConnections(RunOptions options, LoopShare share, IWaitStrategy wait, RunTally tally, IReplyObserver? observer)
{
    /// <summary>The most that are being opened at a time: fewer than a listener's usual backlog.</summary>
    private const int MostOpening = 128;

    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromMilliseconds(100);

    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
    private readonly ClientConnection?[] _places = new ClientConnection?[share.Connections];
    private readonly bool[] _wasOpen = new bool[share.Connections];
    private readonly ServerTarget _target = options.Target ?? new ServerTarget([options.EndPoint]);
    private readonly Queue<(int Place, long At)> _toOpen = new(Enumerable.Range(0, share.Connections).Select(place => (place, 0L)));
    private int _opening;
    private int _open;
    private int _tries;
    private int _firstTriesLeft = share.Connections;
    private int _firstUnsettled;
    private long _noneOpenSince = Stopwatch.GetTimestamp();

    /// <summary>At how many places a connection was opened, also if it ended later.</summary>
    public int Connected { get; private set; }

    /// <summary>How many were opened in the place of one that had been open.</summary>
    public long Reopened { get; private set; }

    /// <summary>The last error of a connection.</summary>
    public SocketError LastError { get; private set; }

    /// <summary>Whether each was opened or could not be, at the first try.</summary>
    public bool AllTried => _firstTriesLeft == 0;

    /// <summary>Whether none is open, nor will be.</summary>
    public bool IsEmpty => _open == 0 && _opening == 0 && _toOpen.Count == 0;

    /// <summary>How many there are to be.</summary>
    public int Count => _places.Length;

    /// <summary>Whether a place has no connection, nor will have one.</summary>
    public bool IsGone(int place) => _places[place] is null && !options.Reconnect;

    /// <summary>The one at a place, if it is open.</summary>
    public ClientConnection? this[int place] => _places[place] is { IsOpen: true } connection ? connection : null;

    /// <summary>
    /// Whether to open connections again has been tried for long enough: if only a count of messages ends the run,
    /// a server that is gone for good must not keep it for ever.
    /// </summary>
    public bool HasGivenUp(long now) => options is { Reconnect: true, Count: not null, Duration: null }
        && _open == 0 && now >= Deadline.After(_noneOpenSince, options.ConnectTimeout);

    /// <summary>Whether there are more to be opened now than <see cref="OpenMore"/> has begun.</summary>
    public bool CanOpenMore(long now) => _opening < MostOpening
        && _toOpen.TryPeek(out (int Place, long At) next) && next.At <= now && !_target.IsLookingUp(now);

    /// <summary>Opens what waits to be opened, as many at a time as is good. Those that fail at once count as well, so that the loop can be stopped between.</summary>
    /// <returns>Whether any was begun.</returns>
    public bool OpenMore(long now)
    {
        bool any = false;
        for (int left = MostOpening - _opening; left > 0 && CanOpenMore(now); left--)
        {
            Open(_toOpen.Dequeue().Place, now);
            any = true;
        }

        return any;
    }

    /// <summary>Looks how a connect has gone.</summary>
    /// <returns>Whether it is decided.</returns>
    public bool FinishConnect(ClientConnection connection)
    {
        SocketError error = SocketCalls.FinishConnect(connection.Socket);
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
        if (!through || !connection.Verifier.IsSettled || error != SocketError.Success)
        {
            LastError = error == SocketError.Success ? LastError : error;
            tally.Faults.Closed += error == SocketError.Success ? 1 : 0;
            tally.Faults.Reset += error == SocketError.Success ? 0 : 1;
        }

        connection.Verifier.Lose();
        _open--;
        _noneOpenSince = Stopwatch.GetTimestamp();
        bool reopen = options.Reconnect && !through;
        if (reopen)
        {
            observer?.Disconnected(connection.InFlight.Next, error);
        }

        Remove(connection, reopen);
    }

    /// <summary>Gives up on connects and replies whose time is up, and sends what there is room for then.</summary>
    public void TimeOut(long now, long timeoutTicks, MessageSender sender)
    {
        foreach (ClientConnection? connection in _places)
        {
            if (connection is { IsOpen: true })
            {
                connection.Verifier.TimeOut(now, timeoutTicks);
                sender.SendNext(connection, Stopwatch.GetTimestamp());
            }
            else if (connection is not null && now >= connection.ConnectDeadline)
            {
                Settle(connection, SocketError.TimedOut);
            }
        }
    }

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
    public void Close(ClientConnection connection)
    {
        Release(connection);
        _places[connection.Place] = null;
    }

    private void Open(int place, long now)
    {
        bool isFirstTry = _tries < share.Connections;

        // Numbers differ in all threads, and a reconnect gets a new one.
        int id = (_tries++ * Math.Max(options.Threads, 1)) + share.Index;
        IPEndPoint endPoint = _target.Current;
        SocketError error = _target.Failures is [.., var last] ? last.Error : SocketError.Success;
        Socket? socket = _target.TakeFirst();
        if (socket is null && error == SocketError.Success)
        {
            error = SocketCalls.BeginConnect(endPoint, out socket);
        }

        if (socket is null)
        {
            _firstTriesLeft -= isFirstTry ? 1 : 0;
            FailConnect(endPoint, error);
            Reopen(place);
            return;
        }

        var inFlight = new InFlight(options.Pipeline);
        var verifier = new ReplyVerifier(options.Payload, id, inFlight, tally, _scratch, observer);
        var connection = new ClientConnection(socket, id, place, options.Payload, inFlight, verifier)
        {
            EndPoint = endPoint,
            ConnectDeadline = Deadline.After(now, options.ConnectTimeout),
            IsFirstTry = isFirstTry,
        };
        _places[place] = connection;
        _opening++;

        // Also if it has succeeded at once: its outcome is then seen, and sent upon, where those of all others are.
        wait.Watch(connection, Interest.Write);
    }

    private void Settle(ClientConnection connection, SocketError error)
    {
        _opening--;
        _firstTriesLeft -= connection.IsFirstTry ? 1 : 0;
        if (error == SocketError.Success)
        {
            connection.IsOpen = true;
            Reopened += _wasOpen[connection.Place] ? 1 : 0;
            Connected += _wasOpen[connection.Place] ? 0 : 1;
            _wasOpen[connection.Place] = true;
            _open++;
            wait.Watch(connection, Interest.Read);
        }
        else
        {
            FailConnect(connection.EndPoint, error);
            Remove(connection, options.Reconnect);
        }
    }

    private void FailConnect(IPEndPoint endPoint, SocketError error)
    {
        LastError = error;
        tally.Faults.CountConnect(error);
        if (options.Reconnect)
        {
            _target.Fail(endPoint);
        }
    }

    private void Remove(ClientConnection connection, bool reopen)
    {
        Close(connection);
        if (reopen)
        {
            Reopen(connection.Place);
        }
    }

    private void Release(ClientConnection connection)
    {
        connection.Verifier.End();
        wait.Unwatch(connection);
        connection.Close();
    }

    private void Reopen(int place)
    {
        if (options.Reconnect)
        {
            _target.LookUp();
            _toOpen.Enqueue((place, Deadline.After(Stopwatch.GetTimestamp(), ReconnectDelay)));
        }
    }
}

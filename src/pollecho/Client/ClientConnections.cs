using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Results;
using Pollecho.Sockets;
using Pollecho.Time;
using Pollecho.Tracing;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>
/// The connections of one thread, each at a place of its own: opens many at once without waiting for any, and closes and
/// replaces those that fail.
/// </summary>
internal sealed class ClientConnections
{
    private readonly RunOptions _options;
    private readonly LoopShare _share;
    private readonly IWaitStrategy _wait;
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
    private readonly ClientConnection?[] _places;
    private readonly bool[] _wasOpen;
    private readonly bool[] _isRenewed;
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
        _share = share;
        _wait = wait;
        Tcp = new TcpWatch(options, tallies);
        Targets = new TargetShares(options, share, tallies, observers);
        _places = new ClientConnection?[share.Connections];
        _wasOpen = new bool[share.Connections];
        _isRenewed = new bool[share.Connections];
    }

    /// <summary>Receives the calls of the loop; null for none.</summary>
    public ILoopTrace? Trace { get; }

    /// <summary>The servers that they go to.</summary>
    public TargetShares Targets { get; }

    /// <summary>What the system's TCP reports of them.</summary>
    public TcpWatch Tcp { get; }

    /// <summary>Whether each was opened or could not be, at the first try.</summary>
    public bool AllTried => Targets.AllTried;

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

    /// <summary>Whether there are more to be opened now than <see cref="OpenMore"/> has begun.</summary>
    public bool CanOpenMore(long now) => Targets.CanOpen(now);

    /// <summary>Counts how long a connection took to open.</summary>
    /// <param name="connection">Which; it is open.</param>
    /// <param name="ofWindowOnly">Whether only if its opening began in the measured window.</param>
    public static void CountConnect(ClientConnection connection, bool ofWindowOnly) =>
        connection.Tally.CountConnect(connection.BegunAt, connection.ConnectTicks!.Value, ofWindowOnly);

    /// <summary>Messages of a place were due while it had no connection.</summary>
    /// <param name="place">The place.</param>
    /// <param name="count">How many.</param>
    /// <param name="since">When the first of them was due, as Stopwatch counts.</param>
    public void CountMissed(int place, long count, long since)
    {
        Targets[place].Tally.Unsent += count;
        Targets[place].Observer?.Unsent(count, since);
    }

    /// <summary>Opens what waits to be opened, as many at a time as is good. Those that fail at once count as well, so that the loop can be stopped between.</summary>
    /// <returns>Whether any was begun.</returns>
    public bool OpenMore(long now)
    {
        bool any = false;
        foreach (TargetShare target in Targets.All)
        {
            for (int left = ConnectQueue.MostOpening; left > 0 && target.Queue.CanTake(now); left--)
            {
                Open(target, now);
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
            Reopen(target, connection.Place);
        }
    }

    /// <summary>A connection has had its messages, and their replies: it is closed, and another opened in its place at once.</summary>
    public void Renew(ClientConnection connection)
    {
        _open--;
        _noneOpenSince = Stopwatch.GetTimestamp();
        _isRenewed[connection.Place] = true;
        Close(connection, _options.Close);
        Targets[connection.Place].Queue.PutNext(connection.Place);
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

    private void Open(TargetShare to, long now)
    {
        (int place, int attempt, long since) = to.Queue.Take(now);
        ServerTarget target = to.Target;
        long deadline = Deadline.After(since, _options.ConnectTimeout);
        EndPoint endPoint = target.Current;
        SocketError error = target.Failures is [.., var last] ? last.Error : SocketError.Success;
        long begunAt = Stopwatch.GetTimestamp();
        Socket? socket = target.TakeFirst();
        long? connectTicks = socket is null ? null : target.FirstConnectTicks;
        if (socket is null && error == SocketError.Success)
        {
            error = ConnectCalls.BeginConnect(endPoint, _options.Tuning, out socket, _options.SourceOf((int)_share.Connection(place)));
        }

        if (socket is null && error == SocketError.WouldBlock && now < deadline)
        {
            to.Queue.PutOff((place, attempt, since), now);
            return;
        }

        if (socket is null)
        {
            error = error == SocketError.WouldBlock ? SocketError.TimedOut : error;
            to.Queue.Settle(attempt);
            FailConnect(to, endPoint, error);
            Reopen(to, place);
            return;
        }

        // Numbers differ in all threads of all clients, and a reconnect gets a new one.
        int id = unchecked((int)_share.Connection(((long)attempt * Targets.All.Length) + to.Index));
        var inFlight = new InFlight(_options.Pipeline);
        var verifier = new ReplyVerifier(_options.Payload, id, inFlight, to.Tally, _scratch, to.Observer);
        var connection = new ClientConnection(socket, id, place, _options.Payload, inFlight, verifier)
        {
            EndPoint = endPoint,

            // One that had to be put off was begun when that was.
            BegunAt = since < now ? since : begunAt,
            ConnectTicks = connectTicks,
            ConnectDeadline = deadline,
            Attempt = attempt,
        };
        _places[place] = connection;

        // Also if it has succeeded at once: its outcome is then seen, and sent upon, where those of all others are.
        _wait.Watch(connection, Interest.Write);
    }

    private void Settle(ClientConnection connection, SocketError error)
    {
        TargetShare target = Targets[connection.Place];
        target.Queue.Settle(connection.Attempt);
        if (error == SocketError.Success)
        {
            connection.IsOpen = true;
            target.Target.IsReached = true;
            connection.ConnectTicks ??= Stopwatch.GetTimestamp() - connection.BegunAt;
            CountOpened(connection);
            _open++;
            Tcp.Opened(connection);
            _wait.Watch(connection, Interest.Read);
        }
        else
        {
            FailConnect(target, connection.EndPoint, error);
            Close(connection);
            Reopen(target, connection.Place);
        }
    }

    private void CountOpened(ClientConnection connection)
    {
        ref bool wasOpen = ref _wasOpen[connection.Place];
        ref bool isRenewed = ref _isRenewed[connection.Place];
        RunTally tally = connection.Tally;
        if (wasOpen && !isRenewed)
        {
            tally.CountReopened(connection.BegunAt);
        }

        tally.Connected += wasOpen ? 0 : 1;
        (wasOpen, isRenewed) = (true, false);

        // One of a number of messages is counted with the first of them: the last ones may find nothing left to send.
        if (_options.MessagesPerConnection is null)
        {
            CountConnect(connection, ofWindowOnly: false);
        }
    }

    private void FailConnect(TargetShare target, EndPoint endPoint, SocketError error)
    {
        target.Tally.LastError = error;
        target.Tally.FaultsOf(Stopwatch.GetTimestamp()).CountConnect(error);
        if (_options.Reconnect)
        {
            target.Target.Fail(endPoint);
        }
    }

    private void Reopen(TargetShare target, int place)
    {
        if (_options.Reconnect)
        {
            target.Queue.PutBack(place);
        }
    }
}

using System.Diagnostics;
using Pollecho.Sockets;
using Pollecho.Time;
using Pollecho.Tracing;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>
/// One thread of the client: a poll loop of the same shape as the server's, seen from the other side. Wait,
/// receive and verify what is readable, send what is writable, and do what is due by the clock.
/// </summary>
internal sealed class ClientLoop : IDisposable
{
    private const int BufferSize = 64 * 1024;

    /// <summary>While connections are opened: how often to look for those whose time is up.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);

    private readonly RunOptions _options;
    private readonly StartGate _gate;
    private readonly ILoopTrace? _trace;
    private readonly IWaitStrategy _wait;
    private readonly ClientConnections _connections;
    private readonly MessageSender _sender;
    private readonly long _spinBeforeDue;
    private readonly TimeoutSweep _timeouts;
    private readonly WindowWatch _watch;
    private readonly RunEnd _end;
    private readonly StallWatch _stalls = new();
    private readonly byte[] _receiveBuffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private bool _hasMore;
    private bool _hasArrived;

    /// <summary>A loop for a share of the run.</summary>
    /// <param name="options">What the run is to do.</param>
    /// <param name="share">Which connections and messages are this loop's.</param>
    /// <param name="gate">Where it waits for the other loops.</param>
    /// <param name="marks">Where it marks what it sees of the measured window.</param>
    /// <param name="observers">Shown each reply of each server; none for nobody.</param>
    public ClientLoop(RunOptions options, LoopShare share, StartGate gate, WindowMarks marks, IReadOnlyList<IReplyObserver> observers)
    {
        _options = options;
        _gate = gate;
        _wait = options.Wait.Create();
        _trace = options.CreateTrace?.Invoke();
        bool isOpenLoop = options.Rate is not null;
        Periods = options.StatsPeriod is { } period ? new LoopPeriods(Window, period, isOpenLoop) : null;
        Tally = new RunTally(Window, isOpenLoop, Periods);
        Servers = options.Servers == 1 ? [Tally] : [.. Enumerable.Range(0, options.Servers).Select(_ => new RunTally(Window, isOpenLoop, Periods) { RunQueueWait = TimeSpan.Zero })];
        Periods?.Count(Servers);
        _connections = new ClientConnections(options, share, _wait, Servers, observers, _trace);
        _sender = isOpenLoop
            ? new OpenLoopSender(options, share, _wait, Window, _connections)
            : new ClosedLoopSender(options, share, _wait, Window, _connections);
        _spinBeforeDue = _sender.SpinBeforeDue;
        _timeouts = new TimeoutSweep(options.Timeout, _connections, _sender);
        _watch = new WindowWatch(Window, marks, Tally, _stalls);
        _end = new RunEnd(options, Window, _watch, marks, _sender, _connections);
    }

    /// <summary>What this thread has counted: of one server all, of several its turns only.</summary>
    public RunTally Tally { get; }

    /// <summary>What it has counted of each server; of one the same as <see cref="Tally"/>.</summary>
    public IReadOnlyList<RunTally> Servers { get; }

    /// <summary>The same by period; null where none are asked for.</summary>
    public LoopPeriods? Periods { get; }

    /// <summary>The measured window, as this thread has it.</summary>
    public MeasuredWindow Window { get; } = new();

    /// <summary>
    /// Runs until the share is done or nothing can be done. When <paramref name="stop"/> is cancelled nothing more
    /// becomes due, and what is under way has a moment left.
    /// </summary>
    public void Run(CancellationToken stop)
    {
        using CancellationTokenRegistration wakeOnStop = stop.Register(_wait.Wake);
        long now = Stopwatch.GetTimestamp();
        int work = ActOnTime(now) ? 1 : 0;
        while (!IsOver(now, stop))
        {
            long deadline = NextDeadline(now);
            _stalls.Expect(deadline, now, _hasMore);
            _hasMore = false;
            _trace?.Begin(CallKind.Wait);
            Ready ready = _wait.Wait(work, deadline);
            _trace?.Waited(ready);
            work = 0;

            foreach (ClientConnection connection in new ReadAhead(ready.Readable))
            {
                work += ReceiveAndSendNext(connection) ? 1 : 0;
            }

            foreach (ClientConnection connection in ready.Writable)
            {
                work += SendUnsentOrFinishConnect(connection) ? 1 : 0;
            }

            now = Stopwatch.GetTimestamp();
            _stalls.Look(now);
            work += ActOnTime(now) ? 1 : 0;
            Tally.CountTurn(foundNothing: work == 0);
            Periods?.EndTurn(now, _watch.HasEnded);
            _trace?.EndTurn();
        }

        _end.Finish(_wait, _receiveBuffer);
        Periods?.End();
        _trace?.Ended();
    }

    /// <summary>Makes the wait under way return. From any thread.</summary>
    public void Wake() => _wait.Wake();

    /// <inheritdoc/>
    public void Dispose() => _wait.Dispose();

    private bool ReceiveAndSendNext(ClientConnection connection)
    {
        if (connection.IsClosed || !connection.IsOpen)
        {
            return false;
        }

        _trace?.Begin(CallKind.Receive);
        IoResult received = SocketCalls.Receive(connection.Socket, _receiveBuffer);
        _trace?.Called(CallKind.Receive, connection.Number, received, _receiveBuffer.AsSpan(0, received.Bytes));
        if (received.WouldBlock)
        {
            return false;
        }

        if (received.Bytes == 0)
        {
            _sender.Fail(connection, received.Error);
            return true;
        }

        _hasMore |= received.Bytes == BufferSize;

        // One look at the clock for the reply and the message that follows: nothing but the check of the reply lies between.
        long now = Stopwatch.GetTimestamp();
        _timeouts.BeforeReply(connection, _stalls.Look(now));
        _connections.Tcp.Received(connection, now);
        connection.Verifier.Receive(_receiveBuffer.AsSpan(0, received.Bytes), now);
        _sender.SendNext(connection, now);
        return true;
    }

    private bool SendUnsentOrFinishConnect(ClientConnection connection)
    {
        if (connection.IsClosed)
        {
            return false;
        }

        if (connection.IsOpen)
        {
            return _sender.SendUnsent(connection);
        }

        bool settled = _connections.FinishConnect(connection);
        if (connection.IsOpen && Window.HasBegun)
        {
            _connections.Targets.ShowConnected(connection);
            _sender.SendNext(connection, Stopwatch.GetTimestamp());
        }

        return settled;
    }

    /// <summary>Opens, sends and gives up, as the time has come for it.</summary>
    private bool ActOnTime(long now)
    {
        bool worked = _connections.OpenMore(now);
        if (!Window.HasBegun)
        {
            worked |= TryBegin();
        }

        if (_watch.IsEdge(now))
        {
            MarkEdge(now);
        }

        if (_timeouts.IsDue(now))
        {
            _timeouts.Sweep(now, _stalls.Look(now));
            _connections.Targets.ShowLooked();
        }

        return worked | (Window.HasBegun && _sender.SendDue(now));
    }

    /// <summary>All threads begin at one time, when every connection is open or could not be opened, and it is time to start.</summary>
    private bool TryBegin()
    {
        if (!_hasArrived && _connections.Targets.AllTried)
        {
            _hasArrived = true;

            // Now, as with many connections it takes time that is not the window's.
            _connections.Tcp.Begin(_connections.All);
            _gate.Arrive(!_connections.IsEmpty);
        }

        _gate.Look();
        if (_gate.OpenedAt == 0 || Stopwatch.GetTimestamp() < _gate.OpenedAt || LacksServer)
        {
            return false;
        }

        Window.Begin(_gate.OpenedAt, _options);
        foreach (ClientConnection? connection in _connections.All)
        {
            if (connection is { IsOpen: true })
            {
                _connections.Targets.ShowConnected(connection);
            }
        }

        // Before the first messages go out, which may take long where many are under way.
        _watch.Look(Stopwatch.GetTimestamp());
        _sender.Begin(_gate.OpenedAt);
        return true;
    }

    private void MarkEdge(long now)
    {
        if (_watch.IsStart(now))
        {
            _connections.Tcp.Begin(_connections.All);
        }

        _watch.Look(now);
        if (now >= Window.End)
        {
            _sender.MarkWindowEnd();
            if (Window.SendUntil > Window.End)
            {
                _connections.Tcp.End(_connections.All);
            }
        }
    }

    /// <summary>Whether one of several servers could not be reached: what the others do then is not what was asked for, and no start is waited for.</summary>
    private bool LacksServer => _gate.ArrivedAt != 0 && _connections.Targets.LackOne;

    private bool IsOver(long now, CancellationToken stop) => Window.HasBegun
        ? _end.IsReached(now) || (stop.IsCancellationRequested && _end.Stop(now))
        : stop.IsCancellationRequested || LacksServer;

    private long NextDeadline(long now)
    {
        if (_connections.Targets.CanOpen(now))
        {
            return Deadline.Now;
        }

        if (!Window.HasBegun && _gate.OpenedAt == 0)
        {
            return Deadline.After(now, LookAgain);
        }

        long due = Window.HasBegun ? _sender.NextDue(now) : _gate.OpenedAt;
        if (due - now <= _spinBeforeDue)
        {
            return Deadline.Now;
        }

        long edge = Math.Min(_watch.NextEdge, Periods?.EndsAt ?? Deadline.Never);
        return Math.Min(Math.Min(_timeouts.NextAt, due - _spinBeforeDue), edge);
    }
}

using System.Diagnostics;
using Pollecho.Sockets;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>
/// One thread of the client: a poll loop of the same shape as the server's, seen from the other side. Wait,
/// receive and verify what is readable, send what is writable, and do what is due by the clock.
/// </summary>
internal sealed class ClientLoop : IDisposable
{
    private const int BufferSize = 64 * 1024;

    /// <summary>A blocking wait ends up to a millisecond late, so what is due sooner than this is spun for.</summary>
    private static readonly long SpinBeforeDue = Stopwatch.Frequency / 500;

    /// <summary>While connections are opened: how often to look for those whose time is up.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);

    private readonly RunOptions _options;
    private readonly ClientRun _run;
    private readonly IReplyObserver? _observer;
    private readonly ClientConnections _connections;
    private readonly MessageSender _sender;
    private readonly MeasuredWindow _window;
    private readonly RunEnd _end;
    private readonly IWaitStrategy _wait;
    private readonly byte[] _receiveBuffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private readonly long _timeoutTicks;
    private readonly long _checkTicks;
    private readonly StallWatch _stalls = new();
    private long _nextCheck;
    private bool _hasMore;
    private bool _isReady;
    private bool _began;

    /// <summary>A loop for a share of the run.</summary>
    public ClientLoop(RunOptions options, LoopShare share, ClientRun run, IReplyObserver? observer)
    {
        _options = options;
        _run = run;
        _observer = observer;
        _wait = options.Wait.Create();
        Tally = new RunTally(options.Rate is not null);
        _connections = new ClientConnections(options, share, _wait, Tally, observer);
        _sender = new MessageSender(options, share, _wait, Tally, _connections);
        _window = new MeasuredWindow(options, run, Tally, _stalls);
        _end = new RunEnd(options, run, Tally, _window, _sender, _connections);
        _timeoutTicks = Deadline.After(0, options.Timeout);
        _checkTicks = Math.Clamp(_timeoutTicks / 50, Stopwatch.Frequency / 1000, Stopwatch.Frequency / 10);
    }

    /// <summary>What this thread has counted.</summary>
    public RunTally Tally { get; }

    /// <summary>The connections of this thread.</summary>
    public ClientConnections Connections => _connections;

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
            Ready ready = _wait.Wait(work, deadline);
            work = 0;

            foreach (ClientConnection connection in ready.Readable)
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
        }

        _end.Finish(_wait, _receiveBuffer);
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

        IoResult received = SocketCalls.Receive(connection.Socket, _receiveBuffer);
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
        connection.Verifier.TimeOutFirst(_stalls.Look(now), _timeoutTicks);
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
            return _sender.Send(connection);
        }

        bool settled = _connections.FinishConnect(connection);
        if (connection.IsOpen && _began)
        {
            Announce(connection);
            _sender.SendNext(connection, Stopwatch.GetTimestamp());
        }

        return settled;
    }

    private void Announce(ClientConnection? connection)
    {
        if (connection is not null)
        {
            _observer?.Connected(connection.Id);
        }
    }

    /// <summary>Opens, sends and gives up, as the time has come for it.</summary>
    private bool ActOnTime(long now)
    {
        bool worked = _connections.OpenMore(now);
        if (!_began)
        {
            worked |= TryBegin();
        }

        if (now >= _nextCheck || _window.IsEdge(now))
        {
            Check(now);
        }

        return worked | (_began && _sender.SendDue(now));
    }

    /// <summary>All threads begin at one time, when every connection is open or could not be opened.</summary>
    private bool TryBegin()
    {
        if (!_isReady && _connections.AllTried)
        {
            _isReady = true;
            _run.Ready();
        }

        long startAt = _run.StartAt;
        if (startAt == 0)
        {
            return false;
        }

        _began = true;
        _window.Begin(startAt);
        Announce(_connections[0]);
        // Before the first messages go out, which may take long where many are under way.
        _window.Mark(Stopwatch.GetTimestamp());
        _sender.Begin(startAt);
        return true;
    }

    private void Check(long now)
    {
        _nextCheck = now + _checkTicks;
        if (_window.IsEdge(now))
        {
            MarkEdge(now);
        }

        _connections.TimeOut(_stalls.Look(now), _timeoutTicks, _sender);
    }

    private void MarkEdge(long now)
    {
        _window.Mark(now);
        if (now >= Tally.WindowEnd)
        {
            _sender.MarkWindowEnd();
        }
    }

    private bool IsOver(long now, CancellationToken stop) => _began
        ? _end.IsReached(now) || (stop.IsCancellationRequested && _end.Stop(now))
        : stop.IsCancellationRequested;

    private long NextDeadline(long now)
    {
        if (_connections.CanOpenMore(now))
        {
            return Deadline.Now;
        }

        if (!_began)
        {
            return Deadline.After(now, LookAgain);
        }

        long due = _sender.NextDue(now);
        if (due - now <= SpinBeforeDue)
        {
            return Deadline.Now;
        }

        return Math.Min(Math.Min(_nextCheck, due - SpinBeforeDue), _window.NextEdge);
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>
/// Accepts connections within the server's limits. Belongs to the thread of the loop that accepts, but for
/// <see cref="Closed"/>.
/// </summary>
/// <param name="listener">The non-blocking listener.</param>
/// <param name="wait">How that loop waits.</param>
/// <param name="limits">The most connections open at a time.</param>
/// <param name="tuning">What is set on each.</param>
/// <param name="look">The loops, asked to look.</param>
/// <param name="putOff">See <see cref="ServerOptions.AcceptPutOff"/>.</param>
internal sealed class ConnectionAcceptor(Socket listener, IWaitStrategy wait, ServerLimits limits, SocketTuning tuning, LookRound look, Action<SocketError>? putOff)
{
    /// <summary>
    /// The most accepted in a row, so that a flood of new connections does not hold up the open ones. An accept
    /// takes as long as answering a few messages; what is left over is reported again.
    /// </summary>
    internal const int Burst = 16;

    /// <summary>
    /// This many failures in a row are not the fault of one connection, which a failing accept takes off the queue
    /// (accept(2), "Error handling"): the system refuses, and would be asked again without end.
    /// </summary>
    internal const int MostFailures = 16;

    /// <summary>
    /// This many connections in a row that were reset before they were accepted are as bad. Any peer can make such
    /// connections, and they must not hold up the others', so there may be many.
    /// </summary>
    private const int MostAborted = 256;

    /// <summary>How long to wait when the system lacks something: another process may free a file handle.</summary>
    internal static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly ListeningSocket _listener = new(listener);
    private readonly PlaceQueue _waiting = new(look, Burst);
    private long _retryAt = Deadline.Never;
    private int _open;
    private int _inBurst;
    private int _failures;
    private bool _told;
    private volatile bool _isPutOff;
    private volatile bool _freed;

    /// <summary>Connections turned away, and failed accepts.</summary>
    public ServerCounters Counters { get; } = new();

    /// <summary>When to ask for the next connection at the latest; <see cref="Deadline.Never"/> if the strategy reports it.</summary>
    public long AskBy => Math.Min(_retryAt, _waiting.LookBy);

    /// <summary>How many were accepted, including those turned away.</summary>
    public long Accepts { get; private set; }

    /// <summary>Whether connections may wait to be accepted, or for a place.</summary>
    public bool MoreMayWait { get; private set; }

    /// <summary>Whether accepting is put off because the process or the system lacks something.</summary>
    public bool IsPutOff => _isPutOff;

    /// <summary>Whether nothing more can be accepted in this turn, however many are waiting.</summary>
    public bool IsHeldUp => _isPutOff || !_waiting.IsEmpty;

    /// <summary>Starts to watch the listener.</summary>
    public void Begin() => wait.Watch(_listener, Interest.Accept);

    /// <summary>Closes the listener and turns away those waiting for a place; after that there is no next connection.</summary>
    public void End()
    {
        _retryAt = Deadline.Never;
        wait.Unwatch(_listener);
        listener.Dispose();
        while (!_waiting.IsEmpty)
        {
            TurnAway(_waiting.Take());
        }
    }

    /// <summary>The next connection.</summary>
    /// <returns>
    /// Success with the connection; otherwise <see cref="SocketError.WouldBlock"/> if none is waiting, or the next turn
    /// is to take it, or why the accept failed.
    /// </returns>
    public SocketError Next(out Socket? socket)
    {
        socket = null;
        MoreMayWait = true;
        if (_isPutOff && !TryAgain())
        {
            return SocketError.WouldBlock;
        }

        while (_inBurst++ < Burst)
        {
            if (!_waiting.IsEmpty && TryTakePlace())
            {
                socket = _waiting.Take();
                return SocketError.Success;
            }

            while (_waiting.TryTakeOverdue(out Socket? overdue))
            {
                TurnAway(overdue);
            }

            if (_waiting.IsFull)
            {
                break;
            }

            SocketError error = SocketCalls.Accept(listener, tuning, out socket);
            if (error != SocketError.Success)
            {
                _inBurst = 0;
                MoreMayWait = error != SocketError.WouldBlock || !_waiting.IsEmpty;
                Failed(error);
                return error;
            }

            Accepts++;
            _failures = 0;
            if (_waiting.IsEmpty && TryTakePlace())
            {
                return SocketError.Success;
            }

            _waiting.Add(socket!);
            socket = null;
        }

        _inBurst = 0;
        return SocketError.WouldBlock;
    }

    /// <summary>A connection has closed. From any thread.</summary>
    public void Closed()
    {
        Interlocked.Decrement(ref _open);
        if (_isPutOff || _waiting.SomeWait)
        {
            _freed = true;
            wait.Wake();
        }
    }

    private bool TryTakePlace()
    {
        if (Interlocked.Increment(ref _open) <= limits.MaxConnections)
        {
            return true;
        }

        Interlocked.Decrement(ref _open);
        return false;
    }

    private void TurnAway(Socket connection)
    {
        // Counted before its peer can see it.
        Counters.TurnedAway++;
        connection.Dispose();
    }

    private void Failed(SocketError error)
    {
        if (error == SocketError.WouldBlock)
        {
            Counters.EmptyAccepts++;
            _told = false;
            _failures = 0;
            return;
        }

        bool isExhausted = error is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable;
        Counters.AcceptsPutOff += isExhausted ? 1 : 0;
        Counters.AcceptErrors += isExhausted ? 0 : 1;
        bool isAborted = error == SocketError.ConnectionAborted;
        if (!isExhausted && ++_failures < (isAborted ? MostAborted : MostFailures))
        {
            return;
        }

        // The next try finds others that were reset, as many again, where the system itself refused it finds that once.
        _failures = isAborted ? 0 : _failures;
        PutOff();
        if (!_told)
        {
            _told = true;
            putOff?.Invoke(error);
        }
    }

    /// <summary>Stops watching the listener: connections that cannot be accepted would be reported on every turn.</summary>
    private void PutOff()
    {
        wait.Unwatch(_listener);
        _freed = false;
        _isPutOff = true;
        _retryAt = Deadline.After(Stopwatch.GetTimestamp(), RetryAfter);
    }

    /// <summary>Whether to try an accept again: a connection has closed, or it is time.</summary>
    private bool TryAgain()
    {
        if (!_freed && Stopwatch.GetTimestamp() < _retryAt)
        {
            return false;
        }

        try
        {
            wait.Watch(_listener, Interest.Accept);
            _isPutOff = false;
            _retryAt = Deadline.Never;
            return true;
        }
        catch (Win32Exception)
        {
            PutOff();
            return false;
        }
    }

    private sealed class ListeningSocket(Socket socket) : Pollable(socket);
}

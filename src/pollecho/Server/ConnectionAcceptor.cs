using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>
/// Accepts connections within the server's bounds. Belongs to the thread of the loop that accepts, but for
/// <see cref="Closed"/>.
/// </summary>
/// <param name="listener">The non-blocking listener.</param>
/// <param name="wait">How that loop waits.</param>
/// <param name="maxConnections">The most connections open at a time.</param>
/// <param name="putOff">See <see cref="ServerOptions.AcceptPutOff"/>.</param>
internal sealed class ConnectionAcceptor(Socket listener, IWaitStrategy wait, int maxConnections, Action<SocketError>? putOff)
{
    /// <summary>
    /// The most that are accepted in a row, so that a flood of them does not hold up those that are open. An accept
    /// takes as long as answering a few messages; those left over are reported again.
    /// </summary>
    private const int Burst = 16;

    /// <summary>How long to wait for a file handle to be freed elsewhere: another process may have used up the system's.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly ListeningSocket _listener = new(listener);
    private int _open;
    private int _inBurst;
    private bool _told;
    private volatile bool _isPutOff;
    private volatile bool _freed;

    /// <summary>What it turned away and what failed.</summary>
    public ServerCounters Counters { get; } = new();

    /// <summary>When to ask for the next connection at the latest; <see cref="Deadline.Never"/> if the strategy will tell.</summary>
    public long RetryAt { get; private set; } = Deadline.Never;

    /// <summary>Starts to watch the listener.</summary>
    public void Begin() => wait.Watch(_listener, Interest.Accept);

    /// <summary>Closes the listener; from then on there is no next connection.</summary>
    public void End()
    {
        RetryAt = Deadline.Never;
        wait.Unwatch(_listener);
        listener.Dispose();
    }

    /// <summary>The next connection.</summary>
    /// <returns>
    /// Success with the connection; else none now: <see cref="SocketError.WouldBlock"/> if none waits, or they are to
    /// wait for the next turn, or why the accept failed.
    /// </returns>
    public SocketError Next(out Socket? socket)
    {
        socket = null;
        if (_isPutOff && !TryAgain())
        {
            return SocketError.WouldBlock;
        }

        while (_inBurst++ < Burst)
        {
            SocketError error = SocketCalls.Accept(listener, out socket);
            if (error != SocketError.Success)
            {
                _inBurst = 0;
                Failed(error);
                return error;
            }

            if (Interlocked.Increment(ref _open) <= maxConnections)
            {
                return SocketError.Success;
            }

            Interlocked.Decrement(ref _open);
            Counters.TurnedAway++;
            socket!.Dispose();
            socket = null;
        }

        _inBurst = 0;
        return SocketError.WouldBlock;
    }

    /// <summary>A connection has closed. From any thread.</summary>
    public void Closed()
    {
        Interlocked.Decrement(ref _open);
        if (_isPutOff)
        {
            _freed = true;
            wait.Wake();
        }
    }

    private void Failed(SocketError error)
    {
        if (error == SocketError.WouldBlock)
        {
            _told = false;
        }
        else if (error is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.SocketError)
        {
            // EMFILE and ENFILE, ENOBUFS, and ENOMEM, which .NET has no name for.
            Counters.AcceptsPutOff++;
            PutOff();
            if (!_told)
            {
                _told = true;
                putOff?.Invoke(error);
            }
        }
        else
        {
            Counters.AcceptErrors++;
        }
    }

    /// <summary>The connections that wait stay reported as long as they cannot be accepted: so the listener is not watched meanwhile.</summary>
    private void PutOff()
    {
        wait.Unwatch(_listener);
        _freed = false;
        _isPutOff = true;
        RetryAt = Deadline.After(Stopwatch.GetTimestamp(), RetryAfter);
    }

    /// <summary>Whether to try an accept again: a connection has closed, or it is time.</summary>
    private bool TryAgain()
    {
        if (!_freed && Stopwatch.GetTimestamp() < RetryAt)
        {
            return false;
        }

        try
        {
            wait.Watch(_listener, Interest.Accept);
            _isPutOff = false;
            RetryAt = Deadline.Never;
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

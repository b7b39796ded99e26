using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Text;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>
/// The echo server: one poll loop over non-blocking sockets, on one thread, the caller's.
/// </summary>
internal sealed class EchoServer
{
    /// <summary>
    /// The most receives from a connection in a turn, while each fills the buffer. Measured: streams of 64 KiB messages
    /// over 10 connections go through twice as fast as with one, and more than four let the others wait longer for nothing.
    /// </summary>
    private const int ReceivesATurn = 4;

    private readonly int _loop;
    private readonly ConnectionDealer _dealer;
    private readonly IWaitStrategy _wait;
    private readonly ServerOptions _options;
    private readonly ILoopTrace? _trace;
    private readonly OtherWork? _otherWork;
    private readonly OpenConnections _connections;
    private readonly ConnectionTimeouts _timeouts;
    private readonly Draining _draining;

    /// <summary>One for the whole loop: a connection has a buffer of its own only for what its peer does not take.</summary>
    private readonly byte[] _buffer;

    /// <summary>A loop that has not begun.</summary>
    /// <param name="loop">Its number among the loops that share a listener, from 0.</param>
    /// <param name="dealer">Where its connections come from.</param>
    /// <param name="wait">How it waits; its own.</param>
    /// <param name="options">What it replies, its bounds, and what else it does.</param>
    public EchoServer(int loop, ConnectionDealer dealer, IWaitStrategy wait, ServerOptions options)
    {
        _loop = loop;
        _dealer = dealer;
        _wait = wait;
        _options = options;
        _trace = options.CreateTrace?.Invoke();
        _otherWork = options.OtherWork ? new() : null;
        _buffer = GC.AllocateUninitializedArray<byte>(options.Limits.MaxBuffer, pinned: true);
        _connections = new OpenConnections(loop, dealer, wait, options, Counters, _trace);
        _timeouts = _connections.Timeouts;
        _draining = new Draining(loop, dealer, _connections, Counters, options.Limits.Drain)
        {
            AcceptAll = AcceptAll,
            ReceiveAndReply = ReceiveAndReply,
        };
    }

    /// <summary>What the loop has done so far.</summary>
    public ServerCounters Counters { get; } = new();

    /// <summary>
    /// THE loop. Runs until <paramref name="stop"/> is cancelled and what was received by then is answered; then
    /// closes every connection.
    /// </summary>
    public void Run(CancellationToken stop)
    {
        using CancellationTokenRegistration wakeOnStop = stop.Register(_wait.Wake);
        _dealer.Begin(_loop);
        int work = 1;

        while (!stop.IsCancellationRequested || _draining.GoesOn())
        {
            Ready ready = _wait.Wait(work, _timeouts.Deadline);
            bool due = _timeouts.IsDue();
            _trace?.Waited(_wait.Name, ready);
            work = 0;

            if (ready.Accept || due)
            {
                work += AcceptAll();
            }

            foreach (EchoConnection connection in ready.Readable)
            {
                work += ReceiveAndReply(connection);
            }

            foreach (EchoConnection connection in ready.Writable)
            {
                work += SendUnsent(connection);
            }

            if (due)
            {
                work += CloseOverdue();
            }

            EndTurn(work, ready);
        }

        _connections.CloseAll();
        _trace?.Ended();
    }

    // Each of these returns how much it did.

    /// <summary>Accepts until it would block, or for this turn there were enough.</summary>
    private int AcceptAll()
    {
        int accepted = 0;
        while (true)
        {
            SocketError outcome = _dealer.Next(_loop, out Socket? socket, out int id);
            _trace?.Accepted(outcome, id, socket);
            if (socket is null)
            {
                _timeouts.WakeBy(_dealer.AskBy(_loop));
                return accepted;
            }

            accepted++;
            _connections.Open(socket, id);
        }
    }

    /// <summary>
    /// Receives, and sends the reply at once. A full buffer means that there is more: it is served right away, while
    /// all of it is in the processor's cache, but for the others' sake only so often.
    /// </summary>
    private int ReceiveAndReply(EchoConnection connection)
    {
        int work = ReceiveOnce(connection, out bool full);
        while (full && work < ReceivesATurn)
        {
            work += ReceiveOnce(connection, out full);
        }

        return work;
    }

    /// <summary>Receives once, and sends the reply; what the socket does not take goes on the write list.</summary>
    private int ReceiveOnce(EchoConnection connection, out bool full)
    {
        full = false;

        // An earlier event of this turn may have closed it.
        if (connection.IsClosed)
        {
            return 0;
        }

        if (_connections.Memory.IsFull && !connection.IsHalfClosed)
        {
            _connections.Hold(connection);
            return 0;
        }

        IoResult received = connection.Receive(_buffer);
        Counters.Receives++;
        _trace?.Called("recv", connection.Id, received, _buffer.AsSpan(0, received.Bytes));
        if (received.WouldBlock)
        {
            Counters.WouldBlock++;
            return 0;
        }

        if (received.Bytes == 0)
        {
            // End of stream or an error. Everything received before was answered: a connection with unsent
            // bytes is not read, so it cannot get here.
            Counters.AddFailure(received.Error);
            _connections.End(connection, failed: !received.Succeeded);
            return 1;
        }

        if (connection.IsHalfClosed)
        {
            _timeouts.Moved(connection);
            return 1;
        }

        Counters.BytesIn += received.Bytes;
        Span<byte> answer = _buffer.AsSpan(0, received.Bytes);
        if (_options.Reply == Reply.Upper)
        {
            AsciiUpper.Convert(answer);
        }

        Sent(connection, connection.Send(answer), answer);
        if (connection.HasUnsent)
        {
            _connections.BeginWriting(connection);
        }
        else
        {
            // Not before the reply: its silence begins when it could have had that.
            _timeouts.Moved(connection);
        }

        full = received.Bytes == _buffer.Length && !connection.HasUnsent;
        return 1;
    }

    /// <summary>Sends more of what is unsent; when nothing is left the connection goes back to being read.</summary>
    private int SendUnsent(EchoConnection connection)
    {
        if (connection.IsClosed)
        {
            return 0;
        }

        IoResult sent = connection.SendUnsent();
        Sent(connection, sent, default);
        if (!connection.HasUnsent && !connection.IsClosed)
        {
            _connections.EndWriting(connection);
        }

        return sent.WouldBlock ? 0 : 1;
    }

    private void Sent(EchoConnection connection, IoResult sent, ReadOnlySpan<byte> bytes)
    {
        Counters.Sends++;
        Counters.BytesOut += sent.Bytes;
        _trace?.Called("send", connection.Id, sent, bytes.IsEmpty ? bytes : bytes[..sent.Bytes]);
        if (sent.Succeeded)
        {
            if (connection.HasUnsent)
            {
                _timeouts.Sent(connection);
            }
        }
        else if (sent.WouldBlock)
        {
            Counters.WouldBlock++;
        }
        else
        {
            Counters.AddFailure(sent.Error);
            _connections.Close(connection, cutOff: true);
        }
    }

    /// <summary>
    /// Closes those whose time is up, but none before a last look at it: whatever kept this process from looking, a peer
    /// that has sent or taken something was not still.
    /// </summary>
    private int CloseOverdue()
    {
        int work = 0;
        _timeouts.BeginSweep();
        for (int i = _connections.All.Count - 1; i >= 0; i--)
        {
            EchoConnection connection = _connections.All[i];
            if (!_timeouts.IsOverdue(connection))
            {
                continue;
            }

            int moved = connection.HasUnsent ? SendUnsent(connection) : connection.HasEnded ? 0 : ReceiveAndReply(connection);
            work += moved;
            if (moved == 0 && !connection.IsHeld)
            {
                work += _connections.CloseOverdue(connection) ? 1 : 0;
            }
            else if (!connection.IsClosed)
            {
                _timeouts.LookAgain(connection);
            }
        }

        return work;
    }

    /// <summary>Between two turns; one that found nothing leaves time for other things.</summary>
    private void EndTurn(int work, Ready ready)
    {
        Counters.Turns++;
        _dealer.BetweenTurns(_loop);
        _connections.EndTurn(isEmpty: work == 0);
        if (work > 0)
        {
            return;
        }

        Counters.EmptyTurns++;
        Counters.EmptyWaits += ready.IsEmpty ? 1 : 0;
        if (_otherWork is not null)
        {
            _otherWork.DoUnit();
            Counters.OtherWork++;
        }
    }
}

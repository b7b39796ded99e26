using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>
/// The echo server: one poll loop over non-blocking sockets, on one thread, the caller's.
/// </summary>
/// <param name="loop">Its number among the loops that share a listener, from 0.</param>
/// <param name="dealer">Where its connections come from.</param>
/// <param name="wait">How it waits; its own.</param>
/// <param name="options">What it replies, and what else it does.</param>
internal sealed class EchoServer(int loop, ConnectionDealer dealer, IWaitStrategy wait, ServerOptions options)
{
    /// <summary>
    /// The most that one connection is given in one turn, and the most that is kept for it: one receive buffer
    /// serves the whole loop, and what a peer does not take of the reply is all that is ever stored for it.
    /// </summary>
    private const int ReceiveBufferSize = 64 * 1024;

    private readonly ILoopTrace? _trace = options.CreateTrace?.Invoke();
    private readonly OtherWork? _otherWork = options.OtherWork ? new() : null;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(ReceiveBufferSize, pinned: true);
    private readonly List<EchoConnection> _connections = [];

    /// <summary>What the loop has done so far.</summary>
    public ServerCounters Counters { get; } = new();

    /// <summary>
    /// THE loop. Runs until <paramref name="stop"/> is cancelled, then closes every connection.
    /// </summary>
    public void Run(CancellationToken stop)
    {
        using CancellationTokenRegistration wakeOnStop = stop.Register(wait.Wake);
        dealer.Begin(loop);
        int work = 1;

        while (!stop.IsCancellationRequested)
        {
            Ready ready = wait.Wait(work, Deadline.Never);
            _trace?.Waited(wait.Name, ready);
            work = 0;

            if (ready.Accept)
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

            Counters.Turns++;
            if (work == 0)
            {
                DoOtherWork();
            }
        }

        CloseAll();
    }

    // Each of these returns how much it did.

    /// <summary>Accepts until it would block.</summary>
    private int AcceptAll()
    {
        int accepted = 0;
        while (true)
        {
            SocketError outcome = dealer.Next(loop, out Socket? socket, out int id);
            _trace?.Accepted(outcome, id, socket);
            if (socket is null)
            {
                Counters.AcceptErrors += outcome == SocketError.WouldBlock ? 0 : 1;
                return accepted;
            }

            accepted++;
            var connection = new EchoConnection(socket, id) { Slot = _connections.Count };
            _connections.Add(connection);
            Counters.Accepted++;
            Counters.Open++;
            wait.Watch(connection, Interest.Read);
        }
    }

    /// <summary>Receives once, and sends the reply at once; what the socket does not take goes on the write list.</summary>
    private int ReceiveAndReply(EchoConnection connection)
    {
        // An earlier event of this turn may have closed it.
        if (connection.IsClosed)
        {
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
            Close(connection, received.Error);
            return 1;
        }

        Counters.BytesIn += received.Bytes;
        Span<byte> answer = _buffer.AsSpan(0, received.Bytes);
        if (options.Reply == Reply.Upper)
        {
            AsciiUpper.Convert(answer);
        }

        Sent(connection, connection.Send(answer), answer);
        if (connection.HasUnsent)
        {
            Counters.WriteList++;
            wait.Watch(connection, Interest.Write);
        }

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
            Counters.WriteList--;
            wait.Watch(connection, Interest.Read);
        }

        return sent.WouldBlock ? 0 : 1;
    }

    private void Sent(EchoConnection connection, IoResult sent, ReadOnlySpan<byte> bytes)
    {
        Counters.Sends++;
        Counters.BytesOut += sent.Bytes;
        _trace?.Called("send", connection.Id, sent, bytes.IsEmpty ? bytes : bytes[..sent.Bytes]);
        if (sent.WouldBlock)
        {
            Counters.WouldBlock++;
        }
        else if (!sent.Succeeded)
        {
            Close(connection, sent.Error);
        }
    }

    private void Close(EchoConnection connection, SocketError error)
    {
        _trace?.Closed(connection.Id);
        Counters.Failed += error == SocketError.Success ? 0 : 1;
        Counters.WriteList -= connection.HasUnsent ? 1 : 0;
        Counters.Open--;

        EchoConnection last = _connections[^1];
        _connections[connection.Slot] = last;
        last.Slot = connection.Slot;
        _connections.RemoveAt(_connections.Count - 1);

        wait.Unwatch(connection);
        connection.Close();
        dealer.Closed(loop);
    }

    private void CloseAll()
    {
        while (_connections.Count > 0)
        {
            Close(_connections[^1], SocketError.Success);
        }

        dealer.End(loop);
        _trace?.Ended();
    }

    private void DoOtherWork()
    {
        Counters.EmptyTurns++;
        if (_otherWork is not null)
        {
            _otherWork.DoUnit();
            Counters.OtherWork++;
        }
    }
}

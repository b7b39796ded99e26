using Pollecho.Sockets;
using Pollecho.Text;
using Pollecho.Tracing;

namespace Pollecho.Server;

/// <summary>
/// The echo service (RFC 862) to one connection at a time: receive, reply, keep what the socket does not take, and send that
/// later. Belongs to the loop's thread. Each step returns how many things it did, 0 if it would have blocked.
/// </summary>
internal sealed class EchoService(OpenConnections connections, ServerOptions options, ServerCounters counters, ILoopTrace? trace)
{
    /// <summary>
    /// The most receives from a connection in a turn, while each fills the buffer. Measured: streams of 64 KiB messages
    /// over 10 connections go through twice as fast as with one, and more than four let the others wait longer for nothing.
    /// </summary>
    internal const int ReceivesATurn = 4;

    private readonly ConnectionTimeouts _timeouts = connections.Timeouts;

    /// <summary>One for the whole loop: a connection has a buffer of its own only for what its peer does not take.</summary>
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(options.Limits.MaxBuffer, pinned: true);

    /// <summary>
    /// Receives, and sends the reply at once. A full buffer means that there is more: it is served right away, while
    /// all of it is in the processor's cache, but for the others' sake only so often.
    /// </summary>
    public int ReceiveAndReply(EchoConnection connection)
    {
        int work = ReceiveOnce(connection, out bool full);
        while (full && work < ReceivesATurn)
        {
            work += ReceiveOnce(connection, out full);
        }

        return work;
    }

    /// <summary>Sends more of what is unsent; when nothing is left the connection goes back to being read.</summary>
    public int SendUnsent(EchoConnection connection)
    {
        if (connection.IsClosed)
        {
            return 0;
        }

        trace?.Begin(CallKind.Send);
        IoResult sent = connection.SendUnsent();
        Count(connection, sent, default);
        if (!connection.HasUnsent && !connection.IsClosed)
        {
            connections.EndWriting(connection);
        }

        return sent.WouldBlock ? 0 : 1;
    }

    private int ReceiveOnce(EchoConnection connection, out bool full)
    {
        full = false;

        // An earlier event of this turn may have closed it.
        if (connection.IsClosed)
        {
            return 0;
        }

        if (connections.Memory.IsFull && !connection.IsHalfClosed)
        {
            connections.Hold(connection);
            return 0;
        }

        trace?.Begin(CallKind.Receive);
        IoResult received = connection.Receive(_buffer);
        counters.Receives++;
        trace?.Called(CallKind.Receive, connection.Id, received, _buffer.AsSpan(0, received.Bytes));
        if (received.WouldBlock)
        {
            counters.WouldBlock++;
            return 0;
        }

        if (received.Bytes == 0)
        {
            // End of stream or an error. Everything received before was answered: a connection with unsent
            // bytes is not read, so it cannot get here.
            counters.AddFailure(received.Error);
            connections.End(connection, failed: !received.Succeeded);
            return 1;
        }

        if (connection.IsHalfClosed)
        {
            _timeouts.Moved(connection);
            return 1;
        }

        counters.BytesIn += received.Bytes;
        Send(connection, _buffer.AsSpan(0, received.Bytes));
        full = received.Bytes == _buffer.Length && !connection.HasUnsent;
        return 1;
    }

    private void Send(EchoConnection connection, Span<byte> reply)
    {
        if (options.Reply == Reply.Upper)
        {
            AsciiUpper.Convert(reply);
        }

        trace?.Begin(CallKind.Send);
        Count(connection, connection.Send(reply), reply);
        if (connection.HasUnsent)
        {
            connections.BeginWriting(connection);
        }
        else
        {
            // Not before the reply: its silence begins when it could have had that.
            _timeouts.Moved(connection);
        }
    }

    /// <summary>A send has been tried; one that failed ends the connection.</summary>
    private void Count(EchoConnection connection, IoResult sent, ReadOnlySpan<byte> bytes)
    {
        counters.Sends++;
        counters.BytesOut += sent.Bytes;
        trace?.Called(CallKind.Send, connection.Id, sent, bytes.IsEmpty ? bytes : bytes[..sent.Bytes]);
        if (sent.Succeeded)
        {
            if (connection.HasUnsent)
            {
                _timeouts.Sent(connection);
            }
        }
        else if (sent.WouldBlock)
        {
            counters.WouldBlock++;
        }
        else
        {
            counters.AddFailure(sent.Error);
            connections.Close(connection, cutOff: true);
        }
    }
}

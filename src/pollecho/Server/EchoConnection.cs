using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>
/// One peer. It owns a buffer only while it has bytes that the socket would not take yet.
/// </summary>
/// <param name="socket">The connection.</param>
/// <param name="id">Its number.</param>
/// <param name="memory">What such bytes are kept in.</param>
internal sealed unsafe class EchoConnection(Socket socket, int id, UnsentMemory memory) : Pollable(socket)
{
    private byte* _unsent;
    private int _start;
    private int _end;

    /// <summary>Its number in order of arrival, from 1, as a trace shows it.</summary>
    public int Id { get; } = id;

    /// <summary>Whether it is on the write list: bytes are waiting to be sent, and the peer is not read meanwhile.</summary>
    public bool HasUnsent => _unsent is not null;

    /// <summary>
    /// Bytes that the peer had not acknowledged at the last look, see <see cref="SocketCalls.Unacknowledged"/>; 0 if
    /// none, or not known. Kept by <see cref="ConnectionTimeouts"/>.
    /// </summary>
    public long Unacknowledged { get; set; }

    /// <summary>Whether its peer has yet to take bytes of a reply, from this process or from the system.</summary>
    public bool IsSending => HasUnsent || Unacknowledged > 0;

    /// <summary>Whether it is not read because there is no memory to keep its replies in.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Closed, perhaps by an earlier event of the same turn.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Its place in the server's list of connections.</summary>
    public int Slot { get; set; }

    /// <summary>
    /// When bytes last moved, or its timing began: a <see cref="System.Diagnostics.Stopwatch"/> time, kept by
    /// <see cref="ConnectionTimeouts"/>.
    /// </summary>
    public long MovedAt { get; set; }

    /// <summary>During a stop: how many received bytes have not been answered yet, as far as is known; null before the stop.</summary>
    public long? Owed { get; set; }

    /// <summary>The stream of replies has been ended; what the peer still sends is discarded.</summary>
    public bool IsHalfClosed { get; private set; }

    /// <summary>Both sides have ended their streams; it is kept only until its peer has taken its replies from the system.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Receives into the loop's buffer.</summary>
    public IoResult Receive(Span<byte> buffer) => SocketCalls.Receive(Socket, buffer);

    /// <summary>Sends a reply, and keeps a copy of what the socket did not take.</summary>
    /// <returns>What the socket took; <see cref="SocketError.NoBufferSpaceAvailable"/> if there is no memory for the rest.</returns>
    public IoResult Send(ReadOnlySpan<byte> reply)
    {
        IoResult sent = SocketCalls.Send(Socket, reply);
        if (sent.Bytes < reply.Length && (sent.Succeeded || sent.WouldBlock))
        {
            ReadOnlySpan<byte> rest = reply[sent.Bytes..];
            _unsent = memory.Keep(rest);
            (_start, _end) = (0, rest.Length);
            return HasUnsent ? sent : sent with { Error = SocketError.NoBufferSpaceAvailable };
        }

        return sent;
    }

    /// <summary>Sends more of what was kept; frees the buffer with the last of it.</summary>
    public IoResult SendUnsent()
    {
        IoResult sent = SocketCalls.Send(Socket, new ReadOnlySpan<byte>(_unsent + _start, _end - _start));
        _start += sent.Bytes;
        if (_start == _end)
        {
            Release();
        }

        return sent;
    }

    /// <summary>Ends the stream of replies: the peer gets all of them, and then the end.</summary>
    public void HalfClose()
    {
        IsHalfClosed = true;
        SocketCalls.ShutdownSend(Socket);
    }

    /// <summary>Closes the socket. May be called again.</summary>
    /// <param name="cutOff">Whether the peer has not got everything, and must see that: a reset instead of an end of stream.</param>
    public void Close(bool cutOff)
    {
        IsClosed = true;
        Release();
        if (cutOff)
        {
            SocketCalls.Reset(Socket);
        }
        else
        {
            Socket.Dispose();
        }
    }

    private void Release()
    {
        if (_unsent is not null)
        {
            memory.Release(_unsent, _end);
            _unsent = null;
        }
    }
}

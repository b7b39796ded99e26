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

    /// <summary>Its number in order of arrival, from 1: what a trace calls it.</summary>
    public int Id { get; } = id;

    /// <summary>Whether it is on the write list: bytes are waiting to be sent, and the peer is not read meanwhile.</summary>
    public bool HasUnsent => _unsent is not null;

    /// <summary>
    /// What its system had not got rid of when last looked at, see <see cref="SocketCalls.Unacknowledged"/>; 0 if
    /// nothing, or not known. Kept by <see cref="ConnectionTimeouts"/>.
    /// </summary>
    public long Unacknowledged { get; set; }

    /// <summary>Whether its peer is to take bytes of a reply, from here or from the system.</summary>
    public bool IsSending => HasUnsent || Unacknowledged > 0;

    /// <summary>Whether it is not read for lack of memory to keep its replies in.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Closed, perhaps by an earlier event of the same turn.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Its place in the server's list of connections.</summary>
    public int Slot { get; set; }

    /// <summary>
    /// When bytes last moved, or what is timed began: a <see cref="System.Diagnostics.Stopwatch"/> time, kept by
    /// <see cref="ConnectionTimeouts"/>.
    /// </summary>
    public long MovedAt { get; set; }

    /// <summary>At a stop: how many bytes are still to be answered, as far as is known; null before the stop.</summary>
    public long? Owed { get; set; }

    /// <summary>The peer was told that no more replies come; what it still sends is thrown away.</summary>
    public bool IsHalfClosed { get; private set; }

    /// <summary>Both sides have ended their streams; it is kept only because its peer has yet to take replies from the system.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Receives what is there into the loop's buffer.</summary>
    public IoResult Receive(Span<byte> buffer) => SocketCalls.Receive(Socket, buffer);

    /// <summary>Sends a reply, and keeps a copy of what the socket did not take.</summary>
    /// <returns>What it took; <see cref="SocketError.NoBufferSpaceAvailable"/> if there is no memory for the rest.</returns>
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

    /// <summary>Sends more of what was kept; the buffer is given back with the last of it.</summary>
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
    /// <param name="cutOff">Whether the peer lacks something, and is to see it: by a reset, not by an end.</param>
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

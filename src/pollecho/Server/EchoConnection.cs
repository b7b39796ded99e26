using System.Buffers;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>
/// One peer. It owns a buffer only while it has bytes that the socket would not take yet.
/// </summary>
internal sealed class EchoConnection(Socket socket, int id) : Pollable(socket)
{
    private byte[]? _unsent;
    private int _start;
    private int _end;

    /// <summary>Its number in order of arrival, from 1: what a trace calls it.</summary>
    public int Id { get; } = id;

    /// <summary>Whether it is on the write list: bytes are waiting to be sent, and the peer is not read meanwhile.</summary>
    public bool HasUnsent => _unsent is not null;

    /// <summary>Closed, perhaps by an earlier event of the same turn.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Its place in the server's list of connections.</summary>
    public int Slot { get; set; }

    /// <summary>
    /// When bytes last moved, or what is timed began: a <see cref="System.Diagnostics.Stopwatch"/> time, kept by
    /// <see cref="ConnectionTimeouts"/>.
    /// </summary>
    public long MovedAt { get; set; }

    /// <summary>At a stop: how many bytes are still to be answered, as far as known; null before the stop.</summary>
    public long? Owed { get; set; }

    /// <summary>The peer was told that no more replies come; what it still sends is thrown away.</summary>
    public bool IsHalfClosed { get; private set; }

    /// <summary>Receives what is there into the loop's buffer.</summary>
    public IoResult Receive(Span<byte> buffer) => SocketCalls.Receive(Socket, buffer);

    /// <summary>Sends a reply, and keeps a copy of what the socket did not take.</summary>
    public IoResult Send(ReadOnlySpan<byte> reply)
    {
        IoResult sent = SocketCalls.Send(Socket, reply);
        if (sent.Bytes < reply.Length && (sent.Succeeded || sent.WouldBlock))
        {
            Keep(reply[sent.Bytes..]);
        }

        return sent;
    }

    /// <summary>Sends more of what was kept; the buffer is given back with the last of it.</summary>
    public IoResult SendUnsent()
    {
        IoResult sent = SocketCalls.Send(Socket, _unsent.AsSpan(_start, _end - _start));
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
    public void Close()
    {
        IsClosed = true;
        Release();
        Socket.Dispose();
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        _unsent = ArrayPool<byte>.Shared.Rent(rest.Length);
        rest.CopyTo(_unsent);
        _start = 0;
        _end = rest.Length;
    }

    private void Release()
    {
        if (_unsent is not null)
        {
            ArrayPool<byte>.Shared.Return(_unsent);
            _unsent = null;
        }
    }
}

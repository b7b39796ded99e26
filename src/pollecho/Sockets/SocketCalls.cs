using System.Net.Sockets;
using System.Runtime.InteropServices;
using Pollecho.Sockets.Native;

namespace Pollecho.Sockets;

/// <summary>
/// The calls that the loops make on a listener and on open connections, with their outcome as a value. None waits on a
/// non-blocking socket. A socket used here must never be used with an async call as well: .NET then routes its synchronous
/// calls through the async engine. From any thread.
/// </summary>
internal static class SocketCalls
{
    /// <summary>Receives what is there, at most <paramref name="buffer"/>'s length, with one system call.</summary>
    public static IoResult Receive(Socket socket, Span<byte> buffer)
    {
        int bytes = socket.Receive(buffer, SocketFlags.None, out SocketError error);
        return new IoResult(bytes, error);
    }

    /// <summary>
    /// Sends as much as the socket takes now. One system call when all of it fits; .NET on Unix asks
    /// once more after a short send, and gets would-block.
    /// </summary>
    public static IoResult Send(Socket socket, ReadOnlySpan<byte> bytes)
    {
        int sent = socket.Send(bytes, SocketFlags.None, out SocketError error);
        return sent > 0 ? new IoResult(sent, SocketError.Success) : new IoResult(0, error);
    }

    /// <summary>
    /// Accepts a waiting connection, and makes it non-blocking.
    /// </summary>
    /// <param name="listener">The listener.</param>
    /// <param name="tuning">What is set on it.</param>
    /// <param name="connection">The connection.</param>
    /// <returns>
    /// <see cref="SocketError.Success"/> with the connection, <see cref="SocketError.WouldBlock"/> if none
    /// is waiting, or why the accept failed (<see cref="SocketError.TooManyOpenSockets"/>: out of file handles).
    /// </returns>
    public static SocketError Accept(Socket listener, SocketTuning tuning, out Socket? connection)
    {
        connection = null;

        // Socket.Accept has no overload with an error code: it throws on would-block. So look first.
        if (!listener.Poll(0, SelectMode.SelectRead))
        {
            return SocketError.WouldBlock;
        }

        try
        {
            connection = listener.Accept();
            connection.Blocking = false;
            tuning.SetOnAccepted(connection);
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            // The peer may have gone since the look (BSD and macOS drop it from the queue), or be gone
            // before its options were set.
            SocketError error = connection is null ? AcceptError(e.SocketErrorCode) : SocketError.ConnectionAborted;
            connection?.Dispose();
            connection = null;
            return error;
        }
        catch (OutOfMemoryException)
        {
            connection?.Dispose();
            connection = null;
            return SocketError.NoBufferSpaceAvailable;
        }
        catch (ArgumentException)
        {
            // Wine has no address for a connection that was reset before it was accepted.
            return SocketError.ConnectionAborted;
        }
    }

    /// <summary>
    /// How many bytes of what was sent the peer's system has not acknowledged, with one for an end of stream; null if
    /// this system does not report it (Windows). Falls even as a slow peer reads; what the peer's system has buffered
    /// counts as acknowledged. So over a unix socket it is always 0: what was sent is in the peer's buffer.
    /// </summary>
    public static long? Unacknowledged(Socket socket) => socket.AddressFamily == AddressFamily.Unix ? 0 : SendQueue.Length(socket);

    /// <summary>The number of the process that opened a unix socket at its other end; null of other sockets, or where the system does not report it.</summary>
    public static int? PeerProcess(Socket socket) => socket.AddressFamily == AddressFamily.Unix ? PeerCredentials.ProcessId(socket) : null;

    /// <summary>What TCP has measured on a connection; null if this system does not report it, or not of this one.</summary>
    public static TcpFigures? Figures(Socket socket) => socket.AddressFamily == AddressFamily.Unix ? null : TcpInfo.Read(socket);

    /// <summary>
    /// Closes the socket so that the peer sees that it was cut off (RST), and the system drops at once what was not
    /// taken, which a plain close would go on sending for minutes. For a failure that must not look like an end.
    /// Unix sockets have no reset but the one that the system makes of a close with bytes that were not received.
    /// </summary>
    public static void Reset(Socket socket) => socket.Close(timeout: 0);

    /// <summary>How many bytes the system holds that this process has not received; 0 if the connection has failed.</summary>
    public static int Available(Socket socket)
    {
        try
        {
            return socket.Available;
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    /// <summary>Whether the connection has failed, for instance by a reset.</summary>
    public static bool HasFailed(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectError);
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>Ends this direction of the stream (FIN) after everything sent. A failed connection shows that in the next call.</summary>
    public static void ShutdownSend(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The peer has reset it.
        }
    }

    /// <summary>
    /// Why an accept failed. .NET has one name for all errors that it does not know, among them two of accept(2) that
    /// have nothing in common: no memory, and a connection that failed before it was accepted (EPROTO). Of a connection
    /// that was reset before it was accepted BSD and Linux say aborted, Windows reset (accept in its documentation:
    /// WSAECONNRESET), and Wine not connected.
    /// </summary>
    private static SocketError AcceptError(SocketError error)
    {
        const int ENOMEM = 12;
        const int LinuxEPROTO = 71;
        return (error, Marshal.GetLastSystemError()) switch
        {
            (SocketError.SocketError, ENOMEM) => SocketError.NoBufferSpaceAvailable,
            (SocketError.SocketError, LinuxEPROTO) or (SocketError.ConnectionReset or SocketError.NotConnected, _) => SocketError.ConnectionAborted,
            _ => error,
        };
    }
}

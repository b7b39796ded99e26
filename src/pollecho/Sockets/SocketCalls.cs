using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Pollecho.Sockets.Native;

namespace Pollecho.Sockets;

/// <summary>
/// The calls that the loops make, on non-blocking sockets, with their outcome as a value.
/// No call here waits. A socket used here must never be used with an async call as well: .NET then
/// routes its synchronous calls through the async engine.
/// </summary>
internal static class SocketCalls
{
    /// <summary>
    /// How many connections may wait to be accepted. Linux lowers it to net.core.somaxconn, which is 4096 since
    /// Linux 5.4 (listen(2)); Windows and macOS have limits of their own.
    /// </summary>
    public const int DefaultBacklog = 4096;

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

    /// <summary>A stream socket that can bind or connect there; it blocks.</summary>
    /// <exception cref="SocketException">Out of file handles, or the system has no such addresses.</exception>
    public static Socket Create(EndPoint endPoint) =>
        new(endPoint.AddressFamily, SocketType.Stream, endPoint.AddressFamily == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp);

    /// <summary>Frees a connection of Nagle's delay: a reply must not wait for the peer's delayed acknowledgement (RFC 896). Unix sockets have none.</summary>
    /// <exception cref="SocketException">The connection is gone.</exception>
    public static void SendAtOnce(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            socket.NoDelay = true;
        }
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

    /// <summary>Opens a non-blocking listener.</summary>
    /// <param name="endPoint">
    /// Where to listen: an address, of which port 0 takes a free one (see <see cref="Socket.LocalEndPoint"/>), or a unix socket
    /// (see <see cref="UnixListener.Open"/>).
    /// </param>
    /// <param name="backlog">Connections the system keeps waiting for an accept; it may keep fewer.</param>
    /// <param name="tuning">What is set on it, and so on its connections; null for nothing.</param>
    /// <exception cref="SocketException">The address is in use, not this machine's, or not allowed.</exception>
    public static Socket Listen(EndPoint endPoint, int backlog, SocketTuning? tuning = null)
    {
        if (endPoint is UnixDomainSocketEndPoint unix)
        {
            return UnixListener.Open(unix, backlog);
        }

        Socket listener = Bind((IPEndPoint)endPoint);
        try
        {
            listener.Blocking = false;
            tuning?.SetOnListener(listener);
            listener.Listen(backlog);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Whether a server could listen there now: takes the port, as one would, and gives it back.</summary>
    /// <returns>Success, or why it could not.</returns>
    public static SocketError TryBind(IPEndPoint endPoint)
    {
        try
        {
            Bind(endPoint).Dispose();
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    /// <summary>
    /// Starts to connect. The outcome is known when the socket becomes writable, see <see cref="FinishConnect"/>.
    /// </summary>
    /// <param name="endPoint">Where to.</param>
    /// <param name="tuning">What is set on the connection.</param>
    /// <param name="socket">The connection; null if it failed.</param>
    /// <param name="source">The address to connect from, of the same family; null for the system's choice.</param>
    /// <returns>
    /// Success or <see cref="SocketError.WouldBlock"/> (under way) with the socket, else why it failed at once. Would-block without
    /// a socket: too many wait to be accepted on that unix socket, so this is to be called again later.
    /// </returns>
    public static SocketError BeginConnect(EndPoint endPoint, SocketTuning tuning, out Socket? socket, IPAddress? source = null)
    {
        bool isUnix = endPoint.AddressFamily == AddressFamily.Unix;
        socket = null;
        Socket? opening = null;
        try
        {
            opening = Create(endPoint);
            opening.Blocking = false;
            tuning.SetOnOpening(opening);
            if (source is not null)
            {
                SourceAddress.Bind(opening, source);
            }

            opening.Connect(endPoint);
            socket = opening;
            return SocketError.Success;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock && !(isUnix && OperatingSystem.IsLinux()))
        {
            socket = opening;
            return SocketError.WouldBlock;
        }
        catch (SocketException e)
        {
            // Over a unix socket it is never under way on Linux: connect(2) has EAGAIN for a full backlog, and nothing becomes of it.
            opening?.Dispose();
            return isUnix && e.SocketErrorCode == SocketError.AddressNotAvailable ? SocketErrors.NoSuchFile : e.SocketErrorCode;
        }
    }

    /// <summary>The outcome of a connect.</summary>
    /// <returns>
    /// Success, <see cref="SocketError.WouldBlock"/> if it is still under way, or why it failed. Also refused if it
    /// connected to itself: where nobody listens on a port in the system's ephemeral range, a connect now and then gets
    /// that port as its source, and opens the connection from both ends (RFC 9293, 3.5).
    /// </returns>
    public static SocketError FinishConnect(Socket socket)
    {
        try
        {
            // In this order: the connect may fail between the two, and is writable then too. On Windows it is an error only.
            bool ended = socket.Poll(0, SelectMode.SelectWrite) || socket.Poll(0, SelectMode.SelectError);
            SocketError error = ended
                ? (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!
                : SocketError.WouldBlock;
            return error == SocketError.Success && IsConnectedToItself(socket) ? SocketError.ConnectionRefused : error;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    private static Socket Bind(IPEndPoint endPoint)
    {
        Socket socket = Create(endPoint);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                // Without it another process may bind the same port and take the connections:
                // https://learn.microsoft.com/windows/win32/winsock/using-so-reuseaddr-and-so-exclusiveaddruse
                socket.ExclusiveAddressUse = true;
            }

            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsConnectedToItself(Socket socket) =>
        socket.LocalEndPoint is { } local && local.Equals(socket.RemoteEndPoint);

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

using System.Net;
using System.Net.Sockets;

namespace Pollecho.Sockets;

/// <summary>
/// Opens connections, with the outcome as a value. No call here waits: the system goes on with a connect, and is asked later how
/// it has gone. From any thread.
/// </summary>
internal static class ConnectCalls
{
    /// <summary>A stream socket that can bind or connect there. It is a blocking one, as sockets are at first.</summary>
    /// <exception cref="SocketException">Out of file handles, or the system has no such addresses.</exception>
    public static Socket Create(EndPoint endPoint) =>
        new(endPoint.AddressFamily, SocketType.Stream, endPoint.AddressFamily == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp);

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

    private static bool IsConnectedToItself(Socket socket) =>
        socket.LocalEndPoint is { } local && local.Equals(socket.RemoteEndPoint);
}

using System.Net;
using System.Net.Sockets;

namespace Pollecho.Sockets;

/// <summary>Opens listeners, and finds out where one could be opened. From any thread.</summary>
internal static class Listener
{
    /// <summary>
    /// How many connections may wait to be accepted. Linux lowers it to net.core.somaxconn, which is 4096 since
    /// Linux 5.4 (listen(2)); Windows and macOS have limits of their own.
    /// </summary>
    public const int DefaultBacklog = 4096;

    /// <summary>Opens a non-blocking listener. On a unix socket it may wait for others that begin to listen, see <see cref="DirectoryLock"/>.</summary>
    /// <param name="endPoint">
    /// Where to listen: an address, of which port 0 takes a free one (see <see cref="Socket.LocalEndPoint"/>), or a unix socket
    /// (see <see cref="UnixListener.Open"/>).
    /// </param>
    /// <param name="backlog">Connections the system keeps waiting for an accept; it may keep fewer.</param>
    /// <param name="tuning">What is set on it, and so on its connections; null for nothing.</param>
    /// <exception cref="SocketException">The address is in use, not this machine's, or not allowed.</exception>
    public static Socket Open(EndPoint endPoint, int backlog, SocketTuning? tuning = null)
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

    private static Socket Bind(IPEndPoint endPoint)
    {
        Socket socket = ConnectCalls.Create(endPoint);
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
}

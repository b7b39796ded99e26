using System.Net;
using System.Net.Sockets;

namespace Pollecho.Sockets;

/// <summary>The address that a socket connects from.</summary>
internal static class SourceAddress
{
    private const int IPPROTO_IP = 0;
    private const int IP_BIND_ADDRESS_NO_PORT = 24;

    /// <summary>Binds a socket that is not connected, and lets the system choose the port.</summary>
    /// <exception cref="SocketException">The address is not this machine's, or of another family than the socket.</exception>
    public static void Bind(Socket socket, IPAddress source)
    {
        if (OperatingSystem.IsLinux())
        {
            // Otherwise the port is chosen now, when the system does not know where the connection goes: each one would take a
            // port of that address for itself, and 28,000 connections would be all, to however many servers (ip(7)).
            try
            {
                socket.SetRawSocketOption(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, BitConverter.GetBytes(1));
            }
            catch (SocketException)
            {
                // Linux before 4.2 does not have it.
            }
        }

        socket.Bind(new IPEndPoint(source, 0));
    }
}

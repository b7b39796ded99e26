using System.Net;
using System.Net.Sockets;

namespace Pollecho.EndToEnd;

/// <summary>Ports for the tests that must name one.</summary>
internal static class FreePort
{
    /// <summary>
    /// A port that nobody listens on, from below the ranges that the systems take the ports of outgoing
    /// connections from, so that no connection of another test takes it meanwhile.
    /// </summary>
    public static int Next()
    {
        while (true)
        {
            int port = Random.Shared.Next(20_000, 30_000);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // Another one, then.
            }
        }
    }
}

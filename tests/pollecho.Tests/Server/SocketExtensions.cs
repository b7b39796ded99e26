using System.Diagnostics;
using System.Net.Sockets;

namespace Pollecho.Tests.Server;

/// <summary>What the tests' own peers do.</summary>
internal static class SocketExtensions
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    /// <summary>Receives exactly so many bytes.</summary>
    public static byte[] ReceiveExactly(this Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        int received = 0;
        while (received < count)
        {
            int n = socket.Receive(bytes.AsSpan(received));
            Assert.True(n > 0, $"the connection ended after {received} of {count} bytes");
            received += n;
        }

        return bytes;
    }

    /// <summary>Sends all, and then shuts one direction down.</summary>
    public static void SendAll(this Socket socket, byte[] bytes, SocketShutdown then)
    {
        for (int sent = 0; sent < bytes.Length;)
        {
            sent += socket.Send(bytes.AsSpan(sent));
        }

        socket.Shutdown(then);
    }

    /// <summary>Receives until the peer closes.</summary>
    public static byte[] ReceiveToEnd(this Socket socket)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        for (int n = socket.Receive(buffer); n > 0; n = socket.Receive(buffer))
        {
            all.Write(buffer, 0, n);
        }

        return all.ToArray();
    }

    /// <summary>Closes with a reset (RST) in place of a FIN.</summary>
    public static void Reset(this Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    /// <summary>
    /// Fills the path to the server until it takes no more for a while and has the connection on its write list: without
    /// that, it was only slow. Ends too when the server has closed the connection, which Wine does not show here.
    /// </summary>
    /// <returns>The bytes sent.</returns>
    public static int SendUntilBlocked(this Socket socket, ReadOnlySpan<byte> chunk, RunningServer server)
    {
        long start = Stopwatch.GetTimestamp();
        socket.Blocking = false;
        int sent = 0;
        while (true)
        {
            // Cyclic, so that what was sent is known from the count alone.
            int n = socket.Send(chunk[(sent % chunk.Length)..], SocketFlags.None, out SocketError error);
            sent += n;
            bool isHeldBack = error == SocketError.WouldBlock && !socket.Poll(Quiet, SelectMode.SelectWrite)
                && server.Counters is { WriteList: 1 } or { SendTimeouts: > 0 };
            if (isHeldBack || error is not (SocketError.Success or SocketError.WouldBlock))
            {
                socket.Blocking = true;
                return sent;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < Patience.Limit, $"the server kept nothing back of {sent} bytes");
        }
    }
}

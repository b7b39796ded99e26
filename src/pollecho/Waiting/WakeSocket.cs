using System.Net;
using System.Net.Sockets;

namespace Pollecho.Waiting;

/// <summary>
/// Ends a blocking readiness call from another thread: a UDP socket that is connected to itself, watched with
/// the rest. The self-pipe trick in the form that select also takes on Windows, where only sockets can be watched.
/// </summary>
internal sealed class WakeSocket : Pollable, IDisposable
{
    private int _signalled;

    public WakeSocket()
        : base(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
    {
        Socket.Blocking = false;
        Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Socket.Connect(Socket.LocalEndPoint!);
    }

    /// <summary>Makes the socket readable. From any thread.</summary>
    public void Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) != 0)
        {
            return;
        }

        try
        {
            Socket.Send([1], SocketFlags.None, out _);
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended meanwhile, so nobody needs waking.
        }
    }

    /// <summary>Takes the signal. From the loop's thread.</summary>
    public void Drain()
    {
        Span<byte> signal = stackalloc byte[8];
        while (Socket.Receive(signal, SocketFlags.None, out SocketError error) > 0 && error == SocketError.Success)
        {
        }

        Interlocked.Exchange(ref _signalled, 0);
    }

    public void Dispose() => Socket.Dispose();
}

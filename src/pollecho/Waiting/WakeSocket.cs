using System.Net;
using System.Net.Sockets;
using Pollecho.Waiting.Native;

namespace Pollecho.Waiting;

/// <summary>
/// Ends a blocking readiness call from another thread: a socket that what it sends comes back to, watched with the rest
/// (the self-pipe trick, with sockets, because select takes nothing else on Windows).
/// </summary>
/// <remarks>
/// On Linux a socket of the Unix domain that is connected to itself, under a name that is no file (unix(7), "abstract");
/// on macOS, which has no such names, a pair of them: neither needs a network, which may be down or filtered even within
/// a machine. Windows gets a UDP socket; its loopback cannot be taken down.
/// </remarks>
internal sealed class WakeSocket : Pollable, IDisposable
{
    private readonly Socket _writer;
    private int _signalled;

    /// <summary>One that is not signalled.</summary>
    /// <exception cref="SocketException">Out of file handles.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The same, on macOS.</exception>
    public WakeSocket()
        : this(OperatingSystem.IsMacOS() ? SocketPair.Create() : SelfConnected())
    {
    }

    private WakeSocket((Socket Reader, Socket Writer) pair)
        : base(pair.Reader)
    {
        _writer = pair.Writer;
        Socket.Blocking = false;
        _writer.Blocking = false;
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
            _writer.Send([1], SocketFlags.None, out _);
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

    public void Dispose()
    {
        Socket.Dispose();
        _writer.Dispose();
    }

    private static (Socket Reader, Socket Writer) SelfConnected()
    {
        bool isLinux = OperatingSystem.IsLinux();
        Socket socket = isLinux
            ? new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
            : new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(isLinux ? new UnixDomainSocketEndPoint($"\0pollecho-{Guid.NewGuid()}") : new IPEndPoint(IPAddress.Loopback, 0));
        socket.Connect(socket.LocalEndPoint!);
        return (socket, socket);
    }
}

using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using static Pollecho.Waiting.Native.WakeCalls;

namespace Pollecho.Waiting;

/// <summary>
/// Ends a blocking readiness call from another thread: writing to it makes it readable, and it is watched with the rest
/// (the self-pipe trick). A <see cref="Socket"/> to .NET, because Select takes nothing else.
/// </summary>
/// <remarks>
/// An eventfd on Linux, a pair of sockets on macOS: neither needs a network, which may be down or filtered even within a
/// machine, and writing to an eventfd needs no memory, so it cannot fail. On Windows, where select takes sockets only, a
/// UDP socket connected to itself; loopback cannot be taken down there.
/// </remarks>
internal sealed unsafe class WakeSocket : Pollable, IDisposable
{
    private readonly Socket _writer;
    private int _signalled;

    /// <summary>Creates one that is not signalled.</summary>
    /// <exception cref="Win32Exception">Out of file handles.</exception>
    /// <exception cref="SocketException">The same, on Windows.</exception>
    public WakeSocket()
        : this(OperatingSystem.IsLinux() ? EventFd() : OperatingSystem.IsWindows() ? SelfConnected() : Pair())
    {
    }

    private WakeSocket((Socket Reader, Socket Writer) pair)
        : base(pair.Reader) => _writer = pair.Writer;

    /// <summary>Makes it readable. From any thread.</summary>
    public void Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) != 0)
        {
            return;
        }

        try
        {
            long one = 1;
            bool written = OperatingSystem.IsLinux()
                ? write(_writer.SafeHandle, &one, sizeof(long)) == sizeof(long)
                : _writer.Send([1], SocketFlags.None, out _) == 1;
            if (!written)
            {
                // The next one is to try again.
                Interlocked.Exchange(ref _signalled, 0);
            }
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended meanwhile, so nobody needs waking.
        }
    }

    /// <summary>Takes the signal. From the loop's thread.</summary>
    public void Drain()
    {
        Span<byte> signal = stackalloc byte[sizeof(long)];
        if (OperatingSystem.IsLinux())
        {
            fixed (byte* count = signal)
            {
                _ = read(Socket.SafeHandle, count, sizeof(long));
            }
        }
        else
        {
            while (Socket.Receive(signal, SocketFlags.None, out SocketError error) > 0 && error == SocketError.Success)
            {
            }
        }

        Interlocked.Exchange(ref _signalled, 0);
    }

    public void Dispose()
    {
        Socket.Dispose();
        _writer.Dispose();
    }

    private static (Socket Reader, Socket Writer) EventFd()
    {
        int handle = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        Socket socket = handle >= 0 ? Adopt(handle) : throw new Win32Exception();
        return (socket, socket);
    }

    private static (Socket Reader, Socket Writer) Pair()
    {
        // A child inherits the pair, since macOS has no flag against it. Only compare starts children, and it does them no harm.
        int* handles = stackalloc int[2];
        (Socket Reader, Socket Writer) pair = socketpair(AF_UNIX, SOCK_STREAM, 0, handles) == 0
            ? (Adopt(handles[0]), Adopt(handles[1]))
            : throw new Win32Exception();
        pair.Reader.Blocking = false;
        pair.Writer.Blocking = false;
        return pair;
    }

    private static (Socket Reader, Socket Writer) SelfConnected()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Connect(socket.LocalEndPoint!);
        return (socket, socket);
    }

    private static Socket Adopt(int handle) => new(new SafeSocketHandle(handle, ownsHandle: true));
}

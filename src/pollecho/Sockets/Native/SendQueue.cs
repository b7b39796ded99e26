using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Pollecho.Sockets.Native;

/// <summary>How much is in a socket's send queue, as each system reports it.</summary>
internal static unsafe partial class SendQueue
{
    private const nuint SIOCOUTQ = 0x5411;
    private const int SOL_SOCKET = 0xffff;
    private const int SO_NWRITE = 0x1024;

    /// <summary>
    /// The bytes that the peer has not acknowledged, sent or not: SIOCOUTQ on Linux (tcp(7)), SO_NWRITE on macOS
    /// (its getsockopt(2)). Null where the system does not report it, or not for this socket.
    /// </summary>
    public static long? Length(Socket socket)
    {
        int length = 0;
        if (OperatingSystem.IsLinux())
        {
            return ioctl((int)socket.Handle, SIOCOUTQ, &length) == 0 ? length : null;
        }

        if (!OperatingSystem.IsMacOS())
        {
            return null;
        }

        try
        {
            return socket.GetRawSocketOption(SOL_SOCKET, SO_NWRITE, new Span<byte>(&length, sizeof(int))) == sizeof(int) ? length : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    [LibraryImport("libc")]
    private static partial int ioctl(int fd, nuint request, int* argument);
}

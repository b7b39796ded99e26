using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Pollecho.Sockets;

/// <summary>Which process is at the other end of a unix socket, as each system reports it.</summary>
internal static class PeerCredentials
{
    private const int SOL_SOCKET = 1;
    private const int SO_PEERCRED = 17;
    private const int SOL_LOCAL = 0;
    private const int LOCAL_PEERPID = 2;

    /// <summary>Its number: SO_PEERCRED on Linux (unix(7)), LOCAL_PEERPID on macOS (sys/un.h); null where the system does not report it.</summary>
    public static int? ProcessId(Socket socket)
    {
        bool isLinux = OperatingSystem.IsLinux();
        if (!isLinux && !OperatingSystem.IsMacOS())
        {
            return null;
        }

        // struct ucred: pid, uid, gid.
        Span<int> credentials = stackalloc int[isLinux ? 3 : 1];
        try
        {
            (int level, int name) = isLinux ? (SOL_SOCKET, SO_PEERCRED) : (SOL_LOCAL, LOCAL_PEERPID);
            socket.GetRawSocketOption(level, name, MemoryMarshal.AsBytes(credentials));

            // 0 for a process that is in another namespace.
            return credentials[0] > 0 ? credentials[0] : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}

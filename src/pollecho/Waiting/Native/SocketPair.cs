using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Pollecho.Waiting.Native;

/// <summary>socketpair(2), for macOS; Linux would do as well.</summary>
internal static unsafe partial class SocketPair
{
    private const int AF_UNIX = 1;
    private const int SOCK_DGRAM = 2;

    /// <summary>Two connected sockets of the system's own, outside of any network.</summary>
    /// <exception cref="Win32Exception">Out of file handles.</exception>
    public static (Socket One, Socket Other) Create()
    {
        // A child inherits the pair, as macOS has no flag against that here. Only compare starts any, and it does them no harm.
        int* handles = stackalloc int[2];
        return socketpair(AF_UNIX, SOCK_DGRAM, 0, handles) == 0
            ? (Adopt(handles[0]), Adopt(handles[1]))
            : throw new Win32Exception();
    }

    private static Socket Adopt(int handle) => new(new SafeSocketHandle(handle, ownsHandle: true));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socketpair(int domain, int type, int protocol, int* handles);
}

using System.Runtime.InteropServices;

namespace Pollecho.Waiting.Native;

/// <summary>The calls behind <see cref="WakeSocket"/>, under their C names. Unix only.</summary>
internal static unsafe partial class WakeCalls
{
    public const int EFD_NONBLOCK = 0x800;
    public const int EFD_CLOEXEC = 0x80000;
    public const int AF_UNIX = 1;
    public const int SOCK_STREAM = 1;

    /// <summary>eventfd(2), Linux: a counter that is readable while it is not 0. A file descriptor, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int eventfd(uint initval, int flags);

    /// <summary>socketpair(2): two connected sockets of the system's own. 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int socketpair(int domain, int type, int protocol, int* sv);

    /// <summary>read(2): how many bytes were read, or -1.</summary>
    [LibraryImport("libc")]
    public static partial nint read(SafeHandle fd, void* buffer, nuint count);

    /// <summary>write(2): how many bytes were written, or -1.</summary>
    [LibraryImport("libc")]
    public static partial nint write(SafeHandle fd, void* buffer, nuint count);
}

using System.Runtime.InteropServices;

namespace Pollecho.Platform.Native;

/// <summary>Calls of POSIX on files, under their C names. Unix only.</summary>
internal static unsafe partial class Posix
{
    public const int O_RDONLY = 0;
    public const int O_RDWR = 2;
    public const int STDOUT_FILENO = 1;
    public const int STDERR_FILENO = 2;
    public const short POLLOUT = 4;
    public const int EINTR = 4;
    public const int EBADF = 9;
    public const int EPIPE = 32;

    /// <summary>EAGAIN, which the systems do not have one number for.</summary>
    public static readonly int EAGAIN = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>open(2): the lowest free file descriptor, or -1. Of its arguments, the one for new files is left out.</summary>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    /// <summary>close(2): 0, or -1.</summary>
    [LibraryImport("libc")]
    public static partial int close(int fd);

    /// <summary>write(2): how many bytes were written, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int fd, byte* buffer, nuint count);

    /// <summary>poll(2), of one file: how many are ready, 0 on a timeout in milliseconds (-1 for none), or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(PollFd* files, nuint count, int timeout);

    /// <summary>struct pollfd.</summary>
    internal struct PollFd
    {
        public int fd;
        public short events;
        public short revents;
    }
}

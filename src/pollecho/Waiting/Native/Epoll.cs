using System.Runtime.InteropServices;

namespace Pollecho.Waiting.Native;

/// <summary>The calls and constants of epoll(7), under their C names.</summary>
internal static unsafe partial class Epoll
{
    public const uint EPOLLIN = 0x001;
    public const uint EPOLLOUT = 0x004;
    public const uint EPOLLERR = 0x008;
    public const uint EPOLLHUP = 0x010;

    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const int EPOLL_CTL_MOD = 3;

    public const int EPOLL_CLOEXEC = 0x80000;

    public const int EINTR = 4;

    /// <summary>epoll_create1(2): a new epoll instance, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int epoll_create1(int flags);

    /// <summary>epoll_ctl(2): adds, changes or removes an entry; 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int epoll_ctl(int epfd, int op, int fd, void* epollEvent);

    /// <summary>epoll_wait(2): the number of events, 0 on a timeout, or -1. The timeout is in milliseconds, -1 for none.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int epoll_wait(int epfd, void* events, int maxevents, int timeout);
}

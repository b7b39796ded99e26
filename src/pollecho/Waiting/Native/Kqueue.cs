using System.Runtime.InteropServices;

namespace Pollecho.Waiting.Native;

/// <summary>
/// The calls and constants of kqueue(2), under their C names, for 64-bit Darwin. The constants are the same on the BSDs,
/// and the structures on OpenBSD and DragonFly; FreeBSD appends four numbers to struct kevent, NetBSD orders it otherwise.
/// </summary>
internal static unsafe partial class Kqueue
{
    public const short EVFILT_READ = -1;
    public const short EVFILT_WRITE = -2;

    public const ushort EV_ADD = 0x0001;
    public const ushort EV_DELETE = 0x0002;
    public const ushort EV_RECEIPT = 0x0040;
    public const ushort EV_ERROR = 0x4000;

    public const int ENOENT = 2;
    public const int EINTR = 4;

    // Where both calls live on macOS. Not libc, although that would do: on Linux libc is linked in statically, and the
    // linker would look for kqueue there.
    private const string Library = "libSystem";

    /// <summary>kqueue(2): a new queue, or -1. A child does not inherit it.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int kqueue();

    /// <summary>
    /// kevent(2): makes the changes, then waits for events; how many there are, 0 on a timeout, or -1. Without a timeout
    /// it waits for ever. Both lists may be in the same place.
    /// </summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int kevent(int kq, KEvent* changelist, int nchanges, KEvent* eventlist, int nevents, TimeSpec* timeout);

    /// <summary>struct kevent: a change, or an event.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct KEvent
    {
        /// <summary>The file descriptor.</summary>
        public nuint ident;

        /// <summary>What it is watched for, EVFILT_*.</summary>
        public short filter;

        /// <summary>EV_*.</summary>
        public ushort flags;

        /// <summary>Not used by the filters above.</summary>
        public uint fflags;

        /// <summary>With EV_ERROR the error number, 0 for none; else how many bytes there are, or there is room for.</summary>
        public nint data;

        /// <summary>Handed back with the events as it was given.</summary>
        public nint udata;
    }

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeSpec
    {
        /// <summary>Whole seconds.</summary>
        public nint tv_sec;

        /// <summary>Nanoseconds, less than a second.</summary>
        public nint tv_nsec;
    }
}

using System.Runtime.InteropServices;

namespace Pollecho.Sockets.Native;

/// <summary>Calls on files and directories, under their C names. Unix only.</summary>
internal static unsafe partial class FileCalls
{
    public const int O_RDONLY = 0;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;

    public const int AT_FDCWD = -100;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;
    public const uint STATX_TYPE = 0x1;
    public const uint STATX_INO = 0x100;

    /// <summary>The number of statx(2) on Linux: called by it, as C libraries have had a function for it only since 2018 (glibc 2.28).</summary>
    public static readonly nint SYS_statx = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 332 : 291;

    /// <summary>O_CLOEXEC, which the systems do not have one number for.</summary>
    public static readonly int O_CLOEXEC = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>open(2): a file descriptor, or -1. Of its arguments, the one for new files is left out.</summary>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    /// <summary>close(2): 0, or -1.</summary>
    [LibraryImport("libc")]
    public static partial int close(int fd);

    /// <summary>flock(2): 0, or -1.</summary>
    [LibraryImport("libc")]
    public static partial int flock(int fd, int operation);

    /// <summary>Whether that is the mode of a socket; inode(7).</summary>
    public static bool IsSocket(int mode)
    {
        const int S_IFMT = 0xf000, S_IFSOCK = 0xc000;
        return (mode & S_IFMT) == S_IFSOCK;
    }

    /// <summary>What a file is, statx(2) on Linux and lstat(2) on macOS; false if there is none.</summary>
    public static bool TryStat(string path, out int mode, out ulong device, out ulong inode) =>
        OperatingSystem.IsLinux() ? TryStatOnLinux(path, out mode, out device, out inode) : TryStatOnMac(path, out mode, out device, out inode);

    private static bool TryStatOnLinux(string path, out int mode, out ulong device, out ulong inode)
    {
        // struct statx: stx_mode at 28, stx_ino at 32, stx_dev_major and stx_dev_minor at 136.
        byte* file = stackalloc byte[256];
        bool found = syscall(SYS_statx, AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, (nint)(STATX_TYPE | STATX_INO), file) == 0;
        (mode, inode, device) = found ? (*(ushort*)(file + 28), *(ulong*)(file + 32), *(ulong*)(file + 136)) : (0, 0UL, 0UL);
        return found;
    }

    private static bool TryStatOnMac(string path, out int mode, out ulong device, out ulong inode)
    {
        // struct stat with 64-bit inode numbers: st_dev at 0, st_mode at 4, st_ino at 8.
        byte* file = stackalloc byte[144];
        bool found = (RuntimeInformation.ProcessArchitecture == Architecture.X64 ? lstat_INODE64(path, file) : lstat(path, file)) == 0;
        (mode, inode, device) = found ? (*(ushort*)(file + 4), *(ulong*)(file + 8), *(uint*)file) : (0, 0UL, 0UL);
        return found;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, nint directory, string path, nint flags, nint mask, byte* file);

    // Not libc, although that would do: on Linux libc is linked in statically, and the linker would look for these there.
    [LibraryImport("libSystem", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lstat(string path, byte* file);

    [LibraryImport("libSystem", EntryPoint = "lstat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lstat_INODE64(string path, byte* file);
}

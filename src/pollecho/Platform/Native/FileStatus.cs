using System.Runtime.InteropServices;

namespace Pollecho.Platform.Native;

/// <summary>What the system knows of a file: stat(2), and statx(2) on Linux. Unix only.</summary>
internal static unsafe partial class FileStatus
{
    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint STATX_TYPE = 0x1;
    private const uint STATX_INO = 0x100;

    /// <summary>The number of statx(2) on Linux: called by it, as C libraries have had a function for it only since 2018 (glibc 2.28).</summary>
    private static readonly nint SYS_statx = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 332 : 291;

    /// <summary>Whether that is the mode of a socket; inode(7).</summary>
    public static bool IsSocket(int mode)
    {
        const int S_IFMT = 0xf000, S_IFSOCK = 0xc000;
        return (mode & S_IFMT) == S_IFSOCK;
    }

    /// <summary>Whether it is that of a file with content, or of a directory.</summary>
    public static bool IsFileOrDirectory(int mode)
    {
        const int S_IFMT = 0xf000, S_IFDIR = 0x4000, S_IFREG = 0x8000;
        return (mode & S_IFMT) is S_IFREG or S_IFDIR;
    }

    /// <summary>Looks at a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="follow">Whether a symbolic link stands for the file that it leads to.</param>
    /// <param name="mode">Its type and permissions.</param>
    /// <param name="device">The device that it is on.</param>
    /// <param name="inode">Its number there.</param>
    /// <returns>False if there is none.</returns>
    public static bool TryRead(string path, bool follow, out int mode, out ulong device, out ulong inode) =>
        OperatingSystem.IsLinux() ? TryReadOnLinux(path, follow, out mode, out device, out inode) : TryReadOnMac(path, follow, out mode, out device, out inode);

    private static bool TryReadOnLinux(string path, bool follow, out int mode, out ulong device, out ulong inode)
    {
        // struct statx: stx_mode at 28, stx_ino at 32, stx_dev_major and stx_dev_minor at 136.
        byte* file = stackalloc byte[256];
        bool found = syscall(SYS_statx, AT_FDCWD, path, follow ? 0 : AT_SYMLINK_NOFOLLOW, (nint)(STATX_TYPE | STATX_INO), file) == 0;
        (mode, inode, device) = found ? (*(ushort*)(file + 28), *(ulong*)(file + 32), *(ulong*)(file + 136)) : (0, 0UL, 0UL);
        return found;
    }

    private static bool TryReadOnMac(string path, bool follow, out int mode, out ulong device, out ulong inode)
    {
        // struct stat with 64-bit inode numbers: st_dev at 0, st_mode at 4, st_ino at 8.
        byte* file = stackalloc byte[144];
        bool isIntel = RuntimeInformation.ProcessArchitecture == Architecture.X64;
        int outcome = follow ? (isIntel ? stat_INODE64(path, file) : stat(path, file)) : (isIntel ? lstat_INODE64(path, file) : lstat(path, file));
        (mode, inode, device) = outcome == 0 ? (*(ushort*)(file + 4), *(ulong*)(file + 8), *(uint*)file) : (0, 0UL, 0UL);
        return outcome == 0;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, nint directory, string path, nint flags, nint mask, byte* file);

    // Not libc, although that would do: on Linux libc is linked in statically, and the linker would look for these there.
    [LibraryImport("libSystem", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int stat(string path, byte* file);

    [LibraryImport("libSystem", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int stat_INODE64(string path, byte* file);

    [LibraryImport("libSystem", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lstat(string path, byte* file);

    [LibraryImport("libSystem", EntryPoint = "lstat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lstat_INODE64(string path, byte* file);
}

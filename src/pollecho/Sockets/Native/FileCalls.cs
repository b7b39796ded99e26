using System.Runtime.InteropServices;

namespace Pollecho.Sockets.Native;

/// <summary>Calls on files and directories, under their C names. Unix only.</summary>
internal static partial class FileCalls
{
    public const int O_RDONLY = 0;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;

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
}

using System.Runtime.InteropServices;

namespace Pollecho.Platform.Native;

/// <summary>The calls of getrlimit(2). A limit is two 64-bit words: the one in force, and the highest that it may be set to.</summary>
internal static unsafe partial class ResourceLimit
{
    /// <summary>Reads a limit. 0, or -1.</summary>
    [LibraryImport("libc")]
    public static partial int getrlimit(int resource, ulong* rlimit);

    /// <summary>Sets a limit. 0, or -1.</summary>
    [LibraryImport("libc")]
    public static partial int setrlimit(int resource, ulong* rlimit);
}

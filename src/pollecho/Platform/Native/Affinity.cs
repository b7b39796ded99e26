using System.Runtime.InteropServices;

namespace Pollecho.Platform.Native;

/// <summary>The calls that bind a thread to processors.</summary>
internal static unsafe partial class Affinity
{
    /// <summary>sched_setaffinity(2), Linux. Thread 0 is the caller; the mask has one bit a processor. 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int sched_setaffinity(int pid, nuint cpusetsize, void* mask);

    /// <summary>sched_getaffinity(2), Linux. 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int sched_getaffinity(int pid, nuint cpusetsize, void* mask);

    /// <summary>GetCurrentThread, Windows: a pseudo handle, not to be closed.</summary>
    [LibraryImport("kernel32")]
    public static partial nint GetCurrentThread();

    /// <summary>SetThreadAffinityMask, Windows, within the thread's processor group. The former mask, or 0.</summary>
    [LibraryImport("kernel32", SetLastError = true)]
    public static partial nuint SetThreadAffinityMask(nint thread, nuint mask);
}

using System.Runtime.InteropServices;

namespace Pollecho.Measurement.Native;

/// <summary>The calls that read another process's clock of processor time, and how fine a clock is.</summary>
internal static unsafe partial class CpuClock
{
    /// <summary>clock_getcpuclockid(3), Linux: the clock of a process. 0, or an error number.</summary>
    [LibraryImport("libc")]
    public static partial int clock_getcpuclockid(int pid, int* clockid);

    /// <summary>clock_gettime(2): two words, seconds and nanoseconds. 0, or -1.</summary>
    [LibraryImport("libc")]
    public static partial int clock_gettime(int clockid, nint* timespec);

    /// <summary>The clock that moves with the kernel's timer tick; time.h.</summary>
    public const int CLOCK_MONOTONIC_COARSE = 6;

    /// <summary>clock_getres(2): the step of a clock, as two words, seconds and nanoseconds. 0, or -1.</summary>
    [LibraryImport("libc")]
    public static partial int clock_getres(int clockid, nint* timespec);
}

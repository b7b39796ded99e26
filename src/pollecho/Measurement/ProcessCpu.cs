using System.Diagnostics;
using static Pollecho.Measurement.Native.CpuClock;

namespace Pollecho.Measurement;

/// <summary>The processor time of another process, all threads, as its system accounts for it.</summary>
internal static unsafe class ProcessCpu
{
    /// <summary>
    /// The steps in which <see cref="Of"/> counts: on Windows a tick of its clock, charged to whoever runs when it ends;
    /// zero elsewhere, where they are too small to matter.
    /// </summary>
    public static TimeSpan Step { get; } = TimeSpan.FromMilliseconds(OperatingSystem.IsWindows() ? 15.625 : 0);

    /// <summary>What the process has used since its start, in steps of <see cref="Step"/>.</summary>
    /// <remarks>
    /// On Linux the process's own clock, in nanoseconds; what the framework reads there, /proc/PID/stat, moves in
    /// steps of 10 ms. Elsewhere the framework's figure.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The process is gone.</exception>
    public static TimeSpan Of(Process process)
    {
        if (!OperatingSystem.IsLinux())
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }

        int clock;
        nint* time = stackalloc nint[2];
        if (clock_getcpuclockid(process.Id, &clock) != 0 || clock_gettime(clock, time) != 0)
        {
            throw new InvalidOperationException("the process is gone");
        }

        return TimeSpan.FromSeconds((long)time[0]) + TimeSpan.FromTicks(time[1] / TimeSpan.NanosecondsPerTick);
    }
}

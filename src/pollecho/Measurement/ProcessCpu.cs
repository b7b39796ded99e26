using System.Diagnostics;
using static Pollecho.Measurement.Native.CpuClock;

namespace Pollecho.Measurement;

/// <summary>The processor time of another process, all threads, as its system accounts for it.</summary>
internal static unsafe class ProcessCpu
{
    /// <summary>
    /// The most by which <see cref="Of"/> is behind for a process that is running; that of one that waits is up to date, but on Windows.
    /// </summary>
    /// <remarks>
    /// On Linux the clock of a thread that runs is moved on at the timer tick and when it is taken off its core, and whoever
    /// reads it from another core gets what it was then (kernel/sched/cputime.c, thread_group_cputime): a tick, 1 to 10 ms,
    /// as the kernel was built. On Windows a tick of 15.6 ms is charged to whoever runs when it ends. Zero elsewhere, where
    /// no step was seen.
    /// </remarks>
    public static TimeSpan Step { get; } = OperatingSystem.IsLinux() ? KernelTick() : TimeSpan.FromMilliseconds(OperatingSystem.IsWindows() ? 15.625 : 0);

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

        return ToTimeSpan(time);
    }

    /// <summary>The coarse clock moves with the tick, so that its resolution is the tick's length.</summary>
    private static TimeSpan KernelTick()
    {
        nint* time = stackalloc nint[2];
        return clock_getres(CLOCK_MONOTONIC_COARSE, time) == 0 ? ToTimeSpan(time) : TimeSpan.Zero;
    }

    private static TimeSpan ToTimeSpan(nint* time) =>
        TimeSpan.FromSeconds((long)time[0]) + TimeSpan.FromTicks(time[1] / TimeSpan.NanosecondsPerTick);
}

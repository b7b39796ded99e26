using System.Globalization;
using Pollecho.Platform;

namespace Pollecho.Measurement;

/// <summary>How long a thread has stood ready to run while others had the processor; known on Linux only.</summary>
/// <param name="Total">In all, since the thread's start.</param>
/// <param name="Runs">How often it was given a processor.</param>
internal readonly record struct RunQueueWait(TimeSpan Total, long Runs)
{
    /// <summary>Waiting for a larger share of the time than this disturbs what is measured.</summary>
    public const double MostShare = 0.05;

    /// <summary>What a wake-up takes where no other program is in the way: so much of each wait is the thread's own.</summary>
    private static readonly TimeSpan WakeUp = TimeSpan.FromMicroseconds(50);

    /// <summary>The calling thread's; null where the system does not say.</summary>
    public static RunQueueWait? OfThisThread => Parse(ProcFile.Lines("/proc/thread-self/schedstat").FirstOrDefault());

    /// <summary>That of a process's first thread; null where the system does not say, or it is gone.</summary>
    public static RunQueueWait? OfFirstThread(int process) =>
        Parse(ProcFile.Lines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/schedstat")).FirstOrDefault());

    /// <summary>
    /// Reads a line of schedstat: time on a processor and time spent waiting for one, in nanoseconds, and the number of
    /// times it got one (https://docs.kernel.org/scheduler/sched-stats.html). Null if it has another form, or the kernel does not count.
    /// </summary>
    internal static RunQueueWait? Parse(string? line) =>
        line?.Split(' ') is [_, string waited, string runs]
        && long.TryParse(waited, NumberStyles.None, CultureInfo.InvariantCulture, out long nanoseconds)
        && long.TryParse(runs, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count > 0
            ? new(TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick), count) : null;

    /// <summary>How long other programs kept it waiting since then, at least.</summary>
    public TimeSpan Since(RunQueueWait earlier)
    {
        TimeSpan waited = Total - earlier.Total - (WakeUp * (Runs - earlier.Runs));
        return waited > TimeSpan.Zero ? waited : TimeSpan.Zero;
    }
}

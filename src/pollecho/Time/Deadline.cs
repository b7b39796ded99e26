using System.Diagnostics;

namespace Pollecho.Time;

/// <summary>Points in time in <see cref="Stopwatch.GetTimestamp"/>'s ticks, and the time-outs that they come to.</summary>
internal static class Deadline
{
    /// <summary>No deadline.</summary>
    public const long Never = long.MaxValue;

    /// <summary>A deadline in the past: look without waiting.</summary>
    public const long Now = 0;

    /// <summary>Whether a deadline has passed. The clock is read only where there is one.</summary>
    public static bool HasPassed(long deadline) => deadline != Never && Stopwatch.GetTimestamp() >= deadline;

    /// <summary>The whole milliseconds until a deadline, rounded up; 0 if it has passed.</summary>
    /// <remarks>Rounded up, because a time-out of 0 would turn the last millisecond of a wait into a spin.</remarks>
    public static int MillisecondsUntil(long deadline, long now)
    {
        if (deadline <= now)
        {
            return 0;
        }

        double milliseconds = (double)(deadline - now) * 1000 / Stopwatch.Frequency;
        return milliseconds >= int.MaxValue ? int.MaxValue : (int)Math.Ceiling(milliseconds);
    }

    /// <summary>How long a system call may wait until a deadline, in milliseconds as epoll_wait(2) takes them: rounded up, 0 for now, -1 for without end.</summary>
    public static int Timeout(long deadline) => deadline switch
    {
        Now => 0,
        Never => -1,
        _ => MillisecondsUntil(deadline, Stopwatch.GetTimestamp()),
    };

    /// <summary>The nanoseconds until a deadline, rounded up; 0 if it has passed.</summary>
    public static long NanosecondsUntil(long deadline, long now)
    {
        if (deadline <= now)
        {
            return 0;
        }

        double nanoseconds = (double)(deadline - now) * 1_000_000_000 / Stopwatch.Frequency;
        return nanoseconds >= long.MaxValue ? long.MaxValue : (long)Math.Ceiling(nanoseconds);
    }

    /// <summary>The point in time <paramref name="span"/> after <paramref name="start"/>; never, if that is beyond counting.</summary>
    public static long After(long start, TimeSpan span)
    {
        double ticks = span.TotalSeconds * Stopwatch.Frequency;
        return ticks >= long.MaxValue - start ? Never : start + (long)ticks;
    }
}

using System.Diagnostics;

namespace Pollecho.Client;

/// <summary>
/// When the messages of an open loop are due: evenly in time over the whole run, and dealt in turn to its connections,
/// whatever the server does. A thread has those of its own connections.
/// </summary>
/// <param name="ratePerSecond">Messages a second of the run.</param>
/// <param name="share">Which of them are this thread's.</param>
internal sealed class SendSchedule(double ratePerSecond, LoopShare share)
{
    private readonly double _ticksApart = Stopwatch.Frequency / ratePerSecond;

    /// <summary>When the sending begins, as Stopwatch counts.</summary>
    public long StartAt { get; set; }

    /// <summary>How many messages were taken from the schedule.</summary>
    public long Taken { get; private set; }

    /// <summary>Takes the next one.</summary>
    /// <returns>Its number in the thread, from 0.</returns>
    public long Take() => Taken++;

    /// <summary>When one of the thread's messages is due, by its number in the thread, from 0.</summary>
    /// <remarks>Reckoned from the start each time, so that no error adds up.</remarks>
    public long DueAt(long index) => DueAtInRun(share.NumberInRun(index));

    /// <summary>How many of the thread's messages are due before a moment.</summary>
    public long CountDueBefore(long time) => share.Of(CountDueBeforeInRun(time));

    /// <summary>How many of the run's messages are due before a moment.</summary>
    public long CountDueBeforeInRun(long time)
    {
        long count = (long)Math.Clamp(Math.Ceiling((time - StartAt) / _ticksApart), 0, long.MaxValue / 2);

        // Of a message that is due at that very moment the quotient may be rounded up: it would be counted, and never be due.
        return count > 0 && DueAtInRun(count - 1) >= time ? count - 1
            : DueAtInRun(count) < time && count < long.MaxValue / 2 ? count + 1
            : count;
    }

    private long DueAtInRun(long number) => StartAt + (long)(number * _ticksApart);
}

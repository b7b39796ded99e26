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
    public long DueAt(long index) => StartAt + (long)(share.NumberInRun(index) * _ticksApart);

    /// <summary>How many of the thread's messages are due before a moment.</summary>
    public long CountDueBefore(long time) => share.Of(CountDueBeforeInRun(time));

    /// <summary>How many of the run's messages are due before a moment.</summary>
    public long CountDueBeforeInRun(long time) =>
        (long)Math.Clamp(Math.Ceiling((time - StartAt) / _ticksApart), 0, long.MaxValue / 2);
}

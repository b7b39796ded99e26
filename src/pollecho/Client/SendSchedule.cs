using System.Diagnostics;

namespace Pollecho.Client;

/// <summary>
/// When the messages of an open loop are due: evenly in time, and dealt in turn to the connections, whatever the
/// server does. A thread has its share of the rate, and its share is shifted so that the threads take turns.
/// </summary>
internal sealed class SendSchedule
{
    private readonly double _ticksApart;
    private readonly double _firstTicks;

    /// <summary>The share of one thread.</summary>
    /// <param name="ratePerSecond">Messages a second of this thread.</param>
    /// <param name="shift">Where between two messages its first one is, from 0 to 1.</param>
    public SendSchedule(double ratePerSecond, double shift)
    {
        _ticksApart = Stopwatch.Frequency / ratePerSecond;
        _firstTicks = shift * _ticksApart;
    }

    /// <summary>When the sending begins, as Stopwatch counts.</summary>
    public long StartAt { get; set; }

    /// <summary>How many messages were taken from the schedule.</summary>
    public long Taken { get; private set; }

    /// <summary>When the next one is due.</summary>
    public long NextDue => DueAt(Taken);

    /// <summary>Takes the next one.</summary>
    /// <returns>When it is due.</returns>
    public long Take() => DueAt(Taken++);

    /// <summary>When one of the messages is due, by its number in the schedule, from 0.</summary>
    /// <remarks>Reckoned from the start each time, so that no error adds up.</remarks>
    public long DueAt(long index) => StartAt + (long)(_firstTicks + (index * _ticksApart));

    /// <summary>How many are due before a moment.</summary>
    public long CountDueBefore(long time) =>
        (long)Math.Clamp(Math.Ceiling((time - StartAt - _firstTicks) / _ticksApart), 0, long.MaxValue / 2);
}

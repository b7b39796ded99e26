using System.Diagnostics;

namespace Pollecho.Client;

/// <summary>
/// Notices when a loop did not get to look at its sockets for far longer than it meant to: the process was stopped, its
/// quota of the processor was used up, or others had it. What such a time adds to round trips is the client's own.
/// For the loop's thread.
/// </summary>
internal sealed class StallWatch
{
    /// <summary>The turn with the stall in it, and the next, in which every socket is looked at once after it.</summary>
    private const int TurnsAffected = 2;

    /// <summary>More than a turn takes with many large messages, or a nap is late on any system (15.6 ms on Windows).</summary>
    private static readonly long Threshold = Stopwatch.Frequency / 40;

    private long _expectedBy = long.MaxValue;
    private long _beganAt;
    private int _turnsLeft;

    /// <summary>How long the loop was away in all, as Stopwatch counts.</summary>
    public long Total { get; private set; }

    /// <summary>The longest of these times.</summary>
    public long Longest { get; private set; }

    /// <summary>A turn begins: the loop goes to wait.</summary>
    /// <param name="until">When it will look again at the latest.</param>
    /// <param name="now">The time.</param>
    public void Expect(long until, long now)
    {
        _expectedBy = Math.Max(until, now);
        _turnsLeft = Math.Max(0, _turnsLeft - 1);
    }

    /// <summary>The loop looks at the clock again.</summary>
    /// <param name="now">The time.</param>
    /// <returns>
    /// The time by which a reply that is read now is to be judged. After a stall that is the time when it began: the reply
    /// may have come at any moment of it.
    /// </returns>
    public long Look(long now)
    {
        long away = now - _expectedBy;
        if (away > Threshold)
        {
            _beganAt = _turnsLeft > 0 ? _beganAt : _expectedBy;
            _turnsLeft = TurnsAffected;
            Total += away;
            Longest = Math.Max(Longest, away);
        }

        _expectedBy = now;
        return _turnsLeft > 0 ? _beganAt : now;
    }

    /// <summary>Forgets what was counted, as the measured window begins.</summary>
    public void Reset()
    {
        Total = 0;
        Longest = 0;
    }
}

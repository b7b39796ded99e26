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

    /// <summary>However much waits to be read: the most that may be under way on a connection is not more turns.</summary>
    private const int MostTurns = 1024;

    /// <summary>More than a turn takes with many large messages, or a nap is late on any system (15.6 ms on Windows).</summary>
    private static readonly long Threshold = Stopwatch.Frequency / 40;

    private long _expectedBy = long.MaxValue;
    private long _beganAt;
    private long _lastBegan;
    private long _endedAt;
    private int _turnsLeft;
    private int _turnsBefore;

    /// <summary>How long the loop was away in all, as Stopwatch counts.</summary>
    public long Total { get; private set; }

    /// <summary>The longest of these times.</summary>
    public long Longest { get; private set; }

    /// <summary>A turn begins: the loop goes to wait.</summary>
    /// <param name="until">When it will look again at the latest.</param>
    /// <param name="now">The time.</param>
    /// <param name="hasMore">Whether more waited to be read in the turn before than was read.</param>
    public void Expect(long until, long now, bool hasMore = false)
    {
        _expectedBy = Math.Max(until, now);
        bool stays = hasMore && _turnsBefore++ < MostTurns;
        _turnsLeft = stays ? _turnsLeft : Math.Max(0, _turnsLeft - 1);
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
            _lastBegan = _expectedBy;
            _beganAt = _turnsLeft > 0 ? _beganAt : _expectedBy;
            _endedAt = now;
            _turnsLeft = TurnsAffected;
            _turnsBefore = 0;
            Total += away;
            Longest = Math.Max(Longest, away);
        }

        _expectedBy = now;
        return _turnsLeft > 0 ? _beganAt : now;
    }

    /// <summary>The measured window begins: of what was counted only the part of the last stall that lies in it stays.</summary>
    public void Begin(long windowStart)
    {
        Total = Math.Max(0, _endedAt - Math.Max(windowStart, _lastBegan));
        Longest = Total;
    }
}

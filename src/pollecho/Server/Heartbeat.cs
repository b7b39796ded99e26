using System.Diagnostics;
using Pollecho.Time;

namespace Pollecho.Server;

/// <summary>A loop's part in <see cref="Watchdog"/>: it reports now and then that it turns. Belongs to the loop's thread.</summary>
internal sealed class Heartbeat
{
    private readonly int _loop;
    private readonly Watchdog _watchdog;
    private readonly ConnectionTimeouts _timeouts;
    private long _due = Deadline.Now;

    /// <summary>Makes the first turn report.</summary>
    /// <param name="loop">The loop's number, from 0.</param>
    /// <param name="watchdog">Where to report.</param>
    /// <param name="timeouts">Make the loop come round in time, even where nothing else happens.</param>
    public Heartbeat(int loop, Watchdog watchdog, ConnectionTimeouts timeouts)
    {
        (_loop, _watchdog, _timeouts) = (loop, watchdog, timeouts);
        _timeouts.WakeBy(_due);
    }

    /// <summary>Called between two turns.</summary>
    public void EndTurn()
    {
        long now = Stopwatch.GetTimestamp();
        if (now >= _due)
        {
            _due = Deadline.After(now, _watchdog.Every);
            _watchdog.Turned(_loop);
        }

        _timeouts.WakeBy(_due);
    }

    /// <summary>The loop has ended.</summary>
    public void End() => _watchdog.Ended(_loop);
}

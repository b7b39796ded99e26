using System.Diagnostics;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>
/// Which of a loop's connections have been still for too long, and when the loop has to look. Each connection
/// remembers when its bytes last moved, by a clock that is read once a turn, and only while something is timed;
/// now and then the loop goes through all of them. So a message costs one store, and a server without anything
/// to time nothing. What is overdue is closed when its time has come, or up to a sixteenth of it later.
/// </summary>
internal sealed class ConnectionTimeouts(ServerLimits limits)
{
    /// <summary>
    /// How long a half-closed connection is kept for its peer to close too, since the peer last sent. Closed sooner,
    /// what it still sends would be answered by a reset, which destroys replies under way (RFC 1122, 4.2.2.13).
    /// </summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(100);

    private readonly long _idle = Ticks(limits.IdleTimeout);
    private readonly long _send = Ticks(limits.SendTimeout);
    private readonly long _linger = Ticks(Linger);
    private long _now;
    private long _nextSweep = Waiting.Deadline.Never;
    private long _alarm = Waiting.Deadline.Never;

    /// <summary>When the loop has to look here at the latest, as <see cref="IWaitStrategy.Wait"/> takes it.</summary>
    public long Deadline => Math.Min(_nextSweep, _alarm);

    /// <summary>Whether the deadline has passed. To be asked once a turn, after the wait.</summary>
    public bool IsDue()
    {
        long deadline = Deadline;
        if (deadline == Waiting.Deadline.Never)
        {
            return false;
        }

        _now = Stopwatch.GetTimestamp();
        if (_now < deadline)
        {
            return false;
        }

        _alarm = _alarm <= _now ? Waiting.Deadline.Never : _alarm;
        return true;
    }

    /// <summary>Makes the loop look by then, for something of its own; forgotten when that has passed.</summary>
    public void WakeBy(long deadline) => _alarm = Math.Min(_alarm, deadline);

    /// <summary>Bytes of this connection have moved.</summary>
    public void Moved(EchoConnection connection) => connection.MovedAt = _now;

    /// <summary>This connection is timed anew: it was opened, came on the write list or off it, or was half-closed.</summary>
    public void Begin(EchoConnection connection)
    {
        long limit = LimitOf(connection);
        if (limit != Waiting.Deadline.Never)
        {
            // The clock may have stood still.
            _now = Stopwatch.GetTimestamp();
            connection.MovedAt = _now;
            _nextSweep = Math.Min(_nextSweep, _now + limit);
        }
    }

    /// <summary>Starts to go through all connections, each to be given to <see cref="IsOverdue"/>.</summary>
    public void BeginSweep() => _nextSweep = Waiting.Deadline.Never;

    /// <summary>Whether this connection's time is up; if not, the loop will look again when it may be.</summary>
    public bool IsOverdue(EchoConnection connection)
    {
        long limit = LimitOf(connection);
        if (limit == Waiting.Deadline.Never)
        {
            return false;
        }

        if (_now - connection.MovedAt >= limit)
        {
            return true;
        }

        // Not at every single one's time, for with many connections that would be all the time.
        _nextSweep = Math.Min(_nextSweep, Math.Max(connection.MovedAt + limit, _now + (limit / 16)));
        return false;
    }

    private long LimitOf(EchoConnection connection) =>
        connection.IsHalfClosed ? _linger : connection.HasUnsent ? _send : _idle;

    private static long Ticks(TimeSpan? limit) => limit is null ? Waiting.Deadline.Never : Waiting.Deadline.After(0, limit.Value);
}

using System.Diagnostics;
using Pollecho.Sockets;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>
/// Which of a loop's connections have been still for too long, and when the loop must look. Each connection
/// remembers when its bytes last moved, if it is timed at all; now and then the loop goes through all of them. So a
/// message costs one look at the clock, and a server with nothing to time pays nothing. An overdue connection is closed
/// at most a sixteenth of its time late, one that is sending a quarter.
/// </summary>
/// <remarks>
/// The clock is read after the call that moved the bytes, not once a turn: this process may be stopped, or kept off the
/// processor, between any two calls, and time in which it did not look must not count as a peer's silence.
/// </remarks>
internal sealed class ConnectionTimeouts(ServerLimits limits)
{
    /// <summary>The fraction of its time by which a connection is closed late at most: a sixteenth.</summary>
    internal const int LateFraction = 16;

    /// <summary>The same of one that is sending: a quarter.</summary>
    internal const int LateFractionSending = 4;

    /// <summary>
    /// How long a half-closed connection is kept for its peer to close too, from when the peer last sent and its
    /// system has everything. After an earlier close, anything it still sends would be answered by a reset, which
    /// destroys replies in flight (RFC 1122, 4.2.2.13).
    /// </summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(100);

    private readonly long _idle = Ticks(limits.IdleTimeout);
    private readonly long _send = Ticks(limits.SendTimeout);
    private readonly long _linger = Ticks(Linger);
    private long _now;
    private long _nextSweep = Deadline.Never;
    private long _alarm = Deadline.Never;

    /// <summary>When the loop must look here at the latest, as <see cref="IWaitStrategy.Wait"/> takes it.</summary>
    public long NextLook => Math.Min(_nextSweep, _alarm);

    /// <summary>Whether that time has come. Asked once a turn.</summary>
    public bool IsDue()
    {
        long deadline = NextLook;
        if (deadline == Deadline.Never)
        {
            return false;
        }

        _now = Stopwatch.GetTimestamp();
        if (_now < deadline)
        {
            return false;
        }

        _alarm = _alarm <= _now ? Deadline.Never : _alarm;
        return true;
    }

    /// <summary>Makes the loop come round by then, for something other than a time-out; forgotten once it has passed.</summary>
    public void WakeBy(long deadline) => _alarm = Math.Min(_alarm, deadline);

    /// <summary>Bytes of this connection have moved.</summary>
    public void Moved(EchoConnection connection)
    {
        if (LimitOf(connection) != Deadline.Never)
        {
            connection.MovedAt = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>
    /// The socket of a connection on the write list has taken something, or the connection has just got there: what its
    /// peer's system takes from now on counts too.
    /// </summary>
    public void Sent(EchoConnection connection)
    {
        HasTaken(connection);
        Moved(connection);
    }

    /// <summary>Times this connection from now: it was opened, moved to or from the write list, or half-closed.</summary>
    public void Begin(EchoConnection connection)
    {
        Moved(connection);
        LookAgain(connection);
    }

    /// <summary>Starts going through all connections; each is given to <see cref="IsOverdue"/>.</summary>
    public void BeginSweep() => _nextSweep = Deadline.Never;

    /// <summary>Whether this connection's time is up; if not, the loop looks again when it may be.</summary>
    public bool IsOverdue(EchoConnection connection)
    {
        long limit = LimitOf(connection);
        if (limit == Deadline.Never)
        {
            return false;
        }

        if (connection.IsSending && HasTaken(connection))
        {
            Moved(connection);
        }

        // One that is no longer watched shows a reset only here.
        if (connection.HasEnded && (!connection.IsSending || SocketCalls.HasFailed(connection.Socket)))
        {
            connection.Unacknowledged = 0;
            return true;
        }

        if (_now - connection.MovedAt >= limit)
        {
            return true;
        }

        LookAgain(connection);
        return false;
    }

    /// <summary>Makes the loop look at this connection when its time may be up.</summary>
    public void LookAgain(EchoConnection connection)
    {
        long limit = LimitOf(connection);
        if (limit == Deadline.Never)
        {
            return;
        }

        // Not at each one's exact time: with many connections that would be all the time. But often enough to see what
        // the peer's system takes, and for one that is read, when it has everything and silence begins.
        long now = Stopwatch.GetTimestamp();
        long due = connection.HasEnded ? now + _linger : Math.Max(connection.MovedAt + limit, now + (limit / LateFraction));
        long sooner = connection.HasUnsent ? limit : Math.Min(limit, _idle);
        _nextSweep = Math.Min(_nextSweep, connection.IsSending ? Math.Min(due, now + (sooner / LateFractionSending)) : due);
    }

    /// <summary>
    /// Whether the system still holds replies of a connection that is not on the write list; if so, the loop looks
    /// again, and one that is read is timed as one that sends from then on.
    /// </summary>
    public bool StillSends(EchoConnection connection)
    {
        bool taken = HasTaken(connection);
        if (connection.Unacknowledged == 0 && !taken)
        {
            return false;
        }

        if (taken || !connection.IsHalfClosed)
        {
            Moved(connection);
        }

        LookAgain(connection);
        return true;
    }

    /// <summary>
    /// Whether the peer's system has taken something since the last look. A slow reader shows there long before the socket
    /// is writable, which the system reports only when a good part of its buffer is free.
    /// </summary>
    private static bool HasTaken(EchoConnection connection)
    {
        long before = connection.Unacknowledged;
        connection.Unacknowledged = SocketCalls.Unacknowledged(connection.Socket) ?? 0;
        return connection.Unacknowledged < before;
    }

    private long LimitOf(EchoConnection connection) =>
        connection.HasEnded ? _send
        : connection.IsHalfClosed ? _linger
        : connection.IsSending ? _send
        : connection.IsHeld ? Deadline.Never
        : _idle;

    private static long Ticks(TimeSpan? limit) => limit is null ? Deadline.Never : Deadline.After(0, limit.Value);
}

using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>
/// A closed loop: each connection sends as soon as its pipeline has room or, with an interval, that has passed. So a slow
/// server is asked less often, but for a client that is paced.
/// </summary>
internal sealed class ClosedLoopSender(
    RunOptions options, LoopShare share, IWaitStrategy wait, MeasuredWindow window, ClientConnections connections)
    : MessageSender(options.Pipeline, wait, window, connections)
{
    /// <summary>
    /// From here on an interval is long: what its messages gain by leaving on the dot is not worth the spinning, which would
    /// take some per cent of a core from a client that is hardly ever busy.
    /// </summary>
    private static readonly TimeSpan LongInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>How late a blocking wait may end on any system (15.6 ms on Windows). Such delays do not add up.</summary>
    private static readonly long WaitDelay = Stopwatch.Frequency / 50;

    private readonly long _intervalTicks = Deadline.After(0, options.Interval);
    private readonly bool _isLong = options.Interval >= LongInterval;

    // With an interval: who sends next, soonest first, as the interval is the same for all.
    private readonly Queue<(ClientConnection Connection, long At)> _intervals = new();

    // With an interval and where connections are opened again: by place, when the next message of one that is not open is due.
    private readonly long[] _dueAt = [.. Enumerable.Repeat(Deadline.Never, options is { Reconnect: true, Interval.Ticks: > 0 } ? share.Connections : 0)];
    private int _notOpen;

    private readonly long _perConnection = options.MessagesPerConnection ?? long.MaxValue;

    // How many are to be sent yet.
    private long _left = options.Count is null ? long.MaxValue : share.Of(options.Count.Value);

    /// <inheritdoc/>
    public override long SpinBeforeDue => _isLong ? 0 : base.SpinBeforeDue;

    /// <inheritdoc/>
    protected override bool SendsBehindUnsent => options.IsPaced;

    /// <inheritdoc/>
    public override void Begin(long startAt)
    {
        for (int place = 0; place < share.Connections; place++)
        {
            if (Connections[place] is { } connection)
            {
                SendNext(connection, Stopwatch.GetTimestamp());
            }
            else
            {
                MissFrom(place, startAt);
            }
        }
    }

    /// <inheritdoc/>
    public override bool IsThrough(long now) => _left == 0 || now >= Window.SendUntil;

    /// <inheritdoc/>
    public override long NextDue(long now) =>
        !IsThrough(now) && _intervals.TryPeek(out (ClientConnection Connection, long At) next) ? next.At : Deadline.Never;

    /// <inheritdoc/>
    public override bool SendDue(long now)
    {
        bool any = false;
        while (_intervals.TryPeek(out (ClientConnection Connection, long At) next) && next.At <= now)
        {
            _intervals.Dequeue();
            SendNext(next.Connection, Stopwatch.GetTimestamp());
            any = true;
        }

        return any;
    }

    /// <inheritdoc/>
    public override void Fail(ClientConnection connection, SocketError error)
    {
        base.Fail(connection, error);
        MissFrom(connection.Place, Math.Max(connection.NextSendAt, Stopwatch.GetTimestamp()));
    }

    /// <inheritdoc/>
    public override void CountMissed(long now)
    {
        for (int place = 0; _notOpen > 0 && place < _dueAt.Length; place++)
        {
            CountMissed(place, now);
        }
    }

    /// <inheritdoc/>
    public override void End(long until) => CountMissed(until);

    /// <inheritdoc/>
    protected override void SendNext(ClientConnection connection, long now, int room)
    {
        if (_notOpen > 0 && _dueAt[connection.Place] != Deadline.Never)
        {
            CountMissed(connection.Place, now);
            _dueAt[connection.Place] = Deadline.Never;
            _notOpen--;
        }

        if (room <= 0 || now < connection.NextSendAt || IsThrough(now))
        {
            return;
        }

        long left = Math.Min(_left, _perConnection - connection.InFlight.Next);
        if (left == 0)
        {
            if (connection.Verifier.IsSettled)
            {
                Connections.Renew(connection);
            }

            return;
        }

        if (connection.InFlight.Next == 0 && options.MessagesPerConnection is not null)
        {
            connection.CountConnect(ofWindowOnly: true);
        }

        int count = (int)Math.Min(_intervalTicks > 0 ? 1 : room, left);
        Add(connection, count, now, now);
        _left -= Window.Contains(now) ? count : 0;
        if (_intervalTicks > 0)
        {
            connection.NextSendAt = NextAt(connection.NextSendAt, now);
            _intervals.Enqueue((connection, connection.NextSendAt));
        }

        SendUnsent(connection);
    }

    /// <summary>When a connection sends next.</summary>
    /// <param name="dueAt">When the message was due that it sends now; 0 for its first.</param>
    /// <param name="now">The time.</param>
    private long NextAt(long dueAt, long now)
    {
        if (options.IsPaced && dueAt > 0)
        {
            // No delay adds up. What was due while the client itself was kept from sending is left out, as by ping of iputils.
            return now - ((now - dueAt) % _intervalTicks) + _intervalTicks;
        }

        bool isOnTime = _isLong && now - dueAt < WaitDelay;
        return (isOnTime ? dueAt : now) + _intervalTicks;
    }

    /// <summary>A place has no connection, and is to get one: from then on its messages are due, and missed.</summary>
    private void MissFrom(int place, long dueAt)
    {
        if (_dueAt.Length > 0 && !IsThrough(dueAt))
        {
            _notOpen += _dueAt[place] == Deadline.Never ? 1 : 0;
            _dueAt[place] = dueAt;
        }
    }

    private void CountMissed(int place, long now)
    {
        long first = Window.HasBegun ? Math.Max(_dueAt[place], Window.Start) : Deadline.Never, end = Math.Min(now, Window.End);
        if (_left > 0 && _dueAt[place] != Deadline.Never && first < end)
        {
            long count = (end - first + _intervalTicks - 1) / _intervalTicks;
            _dueAt[place] = first + (count * _intervalTicks);
            Connections.Targets.CountMissed(place, count, first);
        }
    }
}

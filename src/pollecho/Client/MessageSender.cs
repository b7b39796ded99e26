using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>
/// Decides when the connections of one thread send. Closed loop: as soon as the pipeline has room, or the interval
/// has passed. Open loop: when the schedule says so, whatever the server does.
/// </summary>
internal sealed class MessageSender(RunOptions options, LoopShare share, IWaitStrategy wait, RunTally tally, ClientConnections connections)
{
    /// <summary>
    /// The most that are taken from the schedule at a time, so that replies are read in between however far the client is behind.
    /// </summary>
    private const int MostAtOnce = 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
    private readonly long _intervalTicks = Deadline.After(0, options.Interval);
    private readonly SendSchedule? _schedule = options.Rate is null ? null : new(options.Rate.Value, share);
    private readonly Backlog _backlog = new(share.Connections);

    // In a closed loop with an interval: who sends next, soonest first, as the interval is the same for all.
    private readonly Queue<(ClientConnection Connection, long At)> _intervals = new();
    private bool _began;

    // In a closed loop: how many are to be sent yet.
    private long _left = options.Count is null ? long.MaxValue : share.Of(options.Count.Value);

    // In an open loop: the number in the schedule of the first that is not to be sent, and until when what was due is sent.
    private long _end = long.MaxValue;
    private long _giveUpAt = Deadline.Never;

    /// <summary>When a message is due next; never, when nothing is sent by the clock or nothing more is to be sent.</summary>
    public long NextDue(long now) => _schedule is not null ? (IsAllTaken(_schedule) ? Deadline.Never : _schedule.NextDue)
        : !IsThrough(now) && _intervals.TryPeek(out (ClientConnection Connection, long At) next) ? next.At : Deadline.Never;

    /// <summary>
    /// Whether nothing more is to be sent. What was due in the window of an open loop is sent after it, as long as a reply
    /// may be waited for.
    /// </summary>
    public bool IsThrough(long now) => _schedule is null
        ? _left == 0 || now >= tally.WindowEnd
        : (IsAllTaken(_schedule) && _backlog.Count == 0) || now >= _giveUpAt;

    /// <summary>The sending begins.</summary>
    /// <param name="startAt">From when on the messages of an open loop are due.</param>
    public void Begin(long startAt)
    {
        _began = true;
        if (_schedule is not null)
        {
            _schedule.StartAt = startAt;
            _giveUpAt = Deadline.After(tally.WindowEnd, options.Timeout);
            _end = options.Count is null ? long.MaxValue : share.Of(_schedule.CountDueBeforeInRun(tally.WindowStart) + options.Count.Value);
            return;
        }

        for (int place = 0; place < connections.Count; place++)
        {
            if (connections[place] is { } connection)
            {
                SendNext(connection, Stopwatch.GetTimestamp());
            }
        }
    }

    /// <summary>Sends what a connection may send now: after a reply, or when it was opened.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="now">The time, read for this connection: what it sends is stamped with it.</param>
    public void SendNext(ClientConnection connection, long now)
    {
        if (!_began || connection.IsClosed || connection.HasUnsent)
        {
            return;
        }

        int room = options.Pipeline - connection.InFlight.Outstanding;
        if (_schedule is not null)
        {
            SendBacklog(_schedule, connection, now, room);
        }
        else if (room > 0 && now >= connection.NextSendAt && !IsThrough(now))
        {
            int count = _intervalTicks > 0 ? 1 : room;
            SendNow(connection, (int)Math.Min(count, _left), now, now);
        }
    }

    /// <summary>Sends what is due by the clock.</summary>
    /// <param name="now">Until when. No message is stamped with it: the last of many is sent long after it.</param>
    public bool SendDue(long now)
    {
        bool any = false;
        while (_intervals.TryPeek(out (ClientConnection Connection, long At) next) && next.At <= now)
        {
            _intervals.Dequeue();
            SendNext(next.Connection, Stopwatch.GetTimestamp());
            any = true;
        }

        for (int left = MostAtOnce; left > 0 && _schedule is not null && now < _giveUpAt && !IsAllTaken(_schedule) && _schedule.NextDue <= now; left--)
        {
            SendScheduled(_schedule, _schedule.Taken, _schedule.Take());
            any = true;
        }

        return any;
    }

    /// <summary>The window has ended: what was due in it and is not sent yet is late for good.</summary>
    public void MarkWindowEnd()
    {
        if (_schedule is not null && options.CatchUp)
        {
            tally.Backlog = _backlog.Count;
            tally.Untaken = CountUntaken(_schedule, tally.WindowEnd);
        }
    }

    /// <summary>The run is stopped, and its window cut: what was due by then may be sent for a moment more.</summary>
    public void Stop(long giveUpAt) => _giveUpAt = Math.Min(_giveUpAt, giveUpAt);

    /// <summary>The run has ended: what was due in the window and not sent is counted as such.</summary>
    /// <param name="until">Up to when it was due.</param>
    public void End(long until)
    {
        if (_schedule is null || !_began)
        {
            return;
        }

        for (int place = 0; place < share.Connections; place++)
        {
            Abandon(_schedule, place);
        }

        long untaken = CountUntaken(_schedule, until);
        if (options.CatchUp)
        {
            tally.Unsent += untaken;
            tally.MissEvenly(Math.Max(_schedule.NextDue, tally.WindowStart), until, untaken);
        }
        else
        {
            tally.Skipped += untaken;
        }
    }

    /// <summary>Goes on sending what a connection has begun.</summary>
    public bool Send(ClientConnection connection)
    {
        IoResult sent = connection.SendUnsent(_buffer);
        if (!sent.Succeeded && !sent.WouldBlock)
        {
            Fail(connection, sent.Error);
            return true;
        }

        Interest interest = connection.HasUnsent ? Interest.Read | Interest.Write : Interest.Read;
        if (connection.Interest != interest)
        {
            wait.Watch(connection, interest);
        }

        return sent.Bytes > 0;
    }

    /// <summary>A connection has ended or failed: what waits for it is sent by the next one at its place, if there will be one.</summary>
    public void Fail(ClientConnection connection, SocketError error)
    {
        connections.Fail(connection, error, IsThrough(Stopwatch.GetTimestamp()));
        if (_schedule is not null && connections.IsGone(connection.Place))
        {
            Abandon(_schedule, connection.Place);
        }
    }

    private bool IsAllTaken(SendSchedule schedule) => schedule.Taken >= _end || schedule.NextDue >= tally.WindowEnd;

    private long CountUntaken(SendSchedule schedule, long until)
    {
        long first = Math.Max(schedule.Taken, schedule.CountDueBefore(tally.WindowStart));
        return Math.Max(0, Math.Min(schedule.CountDueBefore(until), _end) - first);
    }

    private void SendScheduled(SendSchedule schedule, long index, long due)
    {
        long now = Stopwatch.GetTimestamp();
        int place = (int)(index % share.Connections);
        ClientConnection? connection = connections[place];
        bool hasRoom = connection is { HasUnsent: false } && connection.InFlight.Outstanding < options.Pipeline && _backlog.IsEmpty(place);
        if (hasRoom && (options.CatchUp || now < tally.WindowEnd))
        {
            tally.CountDelay(now, due);
            SendNow(connection!, 1, now, due);
        }
        else if (!options.CatchUp)
        {
            tally.Skipped += tally.IsInWindow(due) ? 1 : 0;
        }
        else
        {
            tally.CountDelay(now, due);
            _backlog.Add(place, index);
            if (connections.IsGone(place))
            {
                Abandon(schedule, place);
            }
        }
    }

    /// <summary>Sends what was due before and could not be sent.</summary>
    private void SendBacklog(SendSchedule schedule, ClientConnection connection, long now, int room)
    {
        for (; room > 0 && now < _giveUpAt && _backlog.TryTake(connection.Place, out long index); room--)
        {
            long due = schedule.DueAt(index);
            connection.InFlight.Add(1, now, due);
            tally.CountSent(1, due);
        }

        if (connection.HasUnsent)
        {
            Send(connection);
        }
    }

    /// <summary>What waits for a place that has no connection, nor will have one, is never sent.</summary>
    private void Abandon(SendSchedule schedule, int place)
    {
        while (_backlog.TryTake(place, out long index))
        {
            long due = schedule.DueAt(index);
            tally.Unsent += tally.IsInWindow(due) ? 1 : 0;
            tally.Miss(due);
        }
    }

    private void SendNow(ClientConnection connection, int count, long now, long due)
    {
        connection.InFlight.Add(count, now, due);
        tally.CountSent(count, due);
        _left -= _schedule is null && tally.IsInWindow(due) ? count : 0;
        if (_intervalTicks > 0)
        {
            connection.NextSendAt = now + _intervalTicks;
            _intervals.Enqueue((connection, connection.NextSendAt));
        }

        Send(connection);
    }
}

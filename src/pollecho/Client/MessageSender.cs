using System.Diagnostics;
using Pollecho.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>
/// Decides when the connections of one thread send. Closed loop: as soon as the pipeline has room, or the interval
/// has passed. Open loop: when the schedule says so, whatever the server does.
/// </summary>
internal sealed class MessageSender(LoadOptions options, LoadShare share, IWaitStrategy wait, LoadTally tally, LoadConnections connections)
{
    /// <summary>
    /// The most that are taken from the schedule at a time, so that replies are read in between however far the client is behind.
    /// </summary>
    private const int MostAtOnce = 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
    private readonly long _intervalTicks = Deadline.After(0, options.Interval);
    private readonly SendSchedule? _schedule =
        share.RatePerSecond is null ? null : new(share.RatePerSecond.Value, shift: (double)share.Index / options.Threads);

    // In a closed loop with an interval: who sends next, soonest first, as the interval is the same for all.
    private readonly Queue<(LoadConnection Connection, long At)> _intervals = new();
    private bool _began;
    private long _left = share.Count ?? long.MaxValue;

    /// <summary>When a message is due next; never, when nothing is sent by the clock or nothing more is to be sent.</summary>
    public long NextDue(long now) => _left == 0 || now >= tally.WindowEnd ? Deadline.Never
        : _schedule?.NextDue ?? (_intervals.TryPeek(out (LoadConnection Connection, long At) next) ? next.At : Deadline.Never);

    /// <summary>Whether nothing more is to be sent.</summary>
    public bool IsThrough(long now) => (_left == 0 && tally.Pending == 0) || now >= tally.WindowEnd;

    /// <summary>The sending begins.</summary>
    /// <param name="startAt">From when on the messages of an open loop are due.</param>
    public void Begin(long startAt)
    {
        _began = true;
        if (_schedule is not null)
        {
            _schedule.StartAt = startAt;
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
    public void SendNext(LoadConnection connection, long now)
    {
        if (!_began || connection.IsClosed || connection.HasUnsent || IsThrough(now))
        {
            return;
        }

        int room = options.Pipeline - connection.InFlight.Outstanding;
        if (_schedule is not null)
        {
            SendPending(_schedule, connection, now, room);
        }
        else if (room > 0 && now >= connection.NextSendAt)
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
        while (_intervals.TryPeek(out (LoadConnection Connection, long At) next) && next.At <= now)
        {
            _intervals.Dequeue();
            SendNext(next.Connection, Stopwatch.GetTimestamp());
            any = true;
        }

        for (int left = MostAtOnce; left > 0 && _schedule is not null && _left > 0 && _schedule.NextDue <= now && now < tally.WindowEnd; left--)
        {
            int place = (int)(_schedule.Taken % connections.Count);
            SendScheduled(connections[place], _schedule.Taken, _schedule.Take());
            any = true;
        }

        return any;
    }

    /// <summary>The run has ended: what was due in the window and was not even taken from the schedule is skipped.</summary>
    public void End(long now)
    {
        if (_schedule is not null && _began)
        {
            long first = Math.Max(_schedule.Taken, _schedule.CountDueBefore(tally.WindowStart));
            long due = _schedule.CountDueBefore(Math.Min(now, tally.WindowEnd)) - first;
            tally.Skipped += Math.Clamp(due, 0, _left);
        }
    }

    /// <summary>Goes on sending what a connection has begun.</summary>
    public bool Send(LoadConnection connection)
    {
        IoResult sent = connection.SendUnsent(_buffer);
        if (!sent.Succeeded && !sent.WouldBlock)
        {
            connections.Fail(connection, sent.Error, IsThrough(Stopwatch.GetTimestamp()));
            return true;
        }

        Interest interest = connection.HasUnsent ? Interest.Read | Interest.Write : Interest.Read;
        if (connection.Interest != interest)
        {
            wait.Watch(connection, interest);
        }

        return sent.Bytes > 0;
    }

    private void SendScheduled(LoadConnection? connection, long index, long due)
    {
        if (connection is null)
        {
            Skip(due);
        }
        else if (connection.Pending == 0 && !connection.HasUnsent && connection.InFlight.Outstanding < options.Pipeline)
        {
            SendOnTime(connection, due);
        }
        else if (options.CatchUp)
        {
            connection.FirstPending = connection.Pending == 0 ? index : connection.FirstPending;
            connection.Pending++;
            tally.Pending++;
            CountDown(1, due);
        }
        else
        {
            Skip(due);
        }
    }

    /// <summary>Sends what nothing but this loop has held up.</summary>
    private void SendOnTime(LoadConnection connection, long due)
    {
        long now = Stopwatch.GetTimestamp();
        if (now >= tally.WindowEnd)
        {
            // The sends before it took what was left of the window.
            Skip(due);
            return;
        }

        tally.CountDelay(now, due);
        SendNow(connection, 1, now, due);
    }

    /// <summary>Sends what was due before and could not be sent: the server held it up.</summary>
    private void SendPending(SendSchedule schedule, LoadConnection connection, long now, int room)
    {
        for (; room > 0 && connection.Pending > 0; room--)
        {
            long due = schedule.DueAt(connection.FirstPending);
            connection.FirstPending += connections.Count;
            connection.Pending--;
            tally.Pending--;
            connection.InFlight.Add(1, now, due);
            tally.CountSent(1, now);
        }

        if (connection.HasUnsent)
        {
            Send(connection);
        }
    }

    private void SendNow(LoadConnection connection, int count, long now, long due)
    {
        connection.InFlight.Add(count, now, due);
        tally.CountSent(count, now);
        CountDown(count, due);
        if (_intervalTicks > 0)
        {
            connection.NextSendAt = now + _intervalTicks;
            _intervals.Enqueue((connection, connection.NextSendAt));
        }

        Send(connection);
    }

    private void Skip(long due)
    {
        tally.Skipped += due >= tally.WindowStart ? 1 : 0;
        CountDown(1, due);
    }

    /// <summary>The count is of the messages after the warm-up.</summary>
    private void CountDown(int count, long due)
    {
        if (share.Count is not null && due >= tally.WindowStart)
        {
            _left -= count;
        }
    }
}

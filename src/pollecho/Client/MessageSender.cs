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
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
    private readonly long _intervalTicks = Deadline.After(0, options.Interval);
    private readonly SendSchedule? _schedule =
        share.RatePerSecond is null ? null : new(share.RatePerSecond.Value, shift: (double)share.Index / options.Threads);

    // In a closed loop with an interval: who sends next, soonest first, as the interval is the same for all.
    private readonly Queue<(LoadConnection Connection, long At)> _intervals = new();
    private bool _began;
    private long _left = share.Count ?? long.MaxValue;

    /// <summary>When a message is due next; never, when nothing is sent by the clock.</summary>
    public long NextDue => _left == 0 ? Deadline.Never
        : _schedule?.NextDue ?? (_intervals.TryPeek(out (LoadConnection Connection, long At) next) ? next.At : Deadline.Never);

    /// <summary>Whether nothing more is to be sent.</summary>
    public bool IsThrough(long now) => (_left == 0 && tally.Pending == 0) || now >= tally.WindowEnd;

    /// <summary>The sending begins.</summary>
    public void Begin(long now)
    {
        _began = true;
        if (_schedule is not null)
        {
            _schedule.StartAt = now;
            return;
        }

        for (int place = 0; place < connections.Count; place++)
        {
            if (connections[place] is { } connection)
            {
                SendNext(connection, now);
            }
        }
    }

    /// <summary>Sends what a connection may send now: after a reply, or when it was opened.</summary>
    public void SendNext(LoadConnection connection, long now)
    {
        if (!_began || connection.IsClosed || connection.HasUnsent || IsThrough(now))
        {
            return;
        }

        int room = options.Pipeline - connection.InFlight.Outstanding;
        if (_schedule is not null)
        {
            SendPending(connection, now, room);
        }
        else if (room > 0 && now >= connection.NextSendAt)
        {
            int count = _intervalTicks > 0 ? 1 : room;
            SendNow(connection, (int)Math.Min(count, _left), now, now);
        }
    }

    /// <summary>Sends what is due by the clock.</summary>
    public bool SendDue(long now)
    {
        bool any = false;
        while (_intervals.TryPeek(out (LoadConnection Connection, long At) next) && next.At <= now)
        {
            _intervals.Dequeue();
            SendNext(next.Connection, now);
            any = true;
        }

        while (_schedule is not null && _left > 0 && _schedule.NextDue <= now && now < tally.WindowEnd)
        {
            int place = (int)(_schedule.Taken % connections.Count);
            SendScheduled(connections[place], _schedule.Take(), now);
            any = true;
        }

        return any;
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

    private void SendScheduled(LoadConnection? connection, long due, long now)
    {
        if (connection is null)
        {
            Skip(due);
        }
        else if (connection.Pending.Count == 0 && !connection.HasUnsent && connection.InFlight.Outstanding < options.Pipeline)
        {
            tally.CountDelay(now, due);
            SendNow(connection, 1, now, due);
        }
        else if (options.CatchUp)
        {
            connection.Pending.Enqueue(due);
            tally.Pending++;
            CountDown(1, due);
        }
        else
        {
            Skip(due);
        }
    }

    /// <summary>Sends what was due before and could not be sent: the server held it up.</summary>
    private void SendPending(LoadConnection connection, long now, int room)
    {
        for (; room > 0 && connection.Pending.TryDequeue(out long due); room--)
        {
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

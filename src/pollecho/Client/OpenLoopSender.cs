using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>
/// An open loop: each message is due when the schedule says so, whatever the server does. One for which its connection has no
/// room then waits in the <see cref="Backlog"/>, or is skipped if catching up is off.
/// </summary>
internal sealed class OpenLoopSender(
    RunOptions options, LoopShare share, IWaitStrategy wait, MeasuredWindow window, ClientConnections connections)
    : MessageSender(options.Pipeline, wait, window, connections)
{
    /// <summary>
    /// The most that are taken from the schedule at a time, so that replies are read in between however far the client is behind.
    /// </summary>
    private const int MostAtOnce = 1024;

    private readonly SendSchedule _schedule = new(options.Rate!.Value, share);
    private readonly Backlog _backlog = new(share.Connections);

    // The number in the schedule of the first that is not of the count, and until when what was due is sent.
    private long _end = long.MaxValue;
    private long _giveUpAt = Deadline.Never;

    /// <summary>When the next message of the schedule is due; <see cref="Deadline.Never"/> if all were taken.</summary>
    private long Due
    {
        get
        {
            long due = DueAt(_schedule.Taken);
            return (_schedule.Taken >= _end && options.Cooldown == TimeSpan.Zero) || due >= Window.SendUntil ? Deadline.Never : due;
        }
    }

    /// <inheritdoc/>
    /// <remarks>From then on messages are due.</remarks>
    public override void Begin(long startAt)
    {
        _schedule.StartAt = startAt;
        _giveUpAt = Deadline.After(Window.SendUntil, options.Timeout);
        _end = options.Count is null ? long.MaxValue : share.Of(_schedule.CountDueBeforeInRun(Window.Start) + options.Count.Value);
    }

    /// <inheritdoc/>
    /// <remarks>What was due in the window is sent after it, as long as a reply may be waited for.</remarks>
    public override bool IsThrough(long now) => (Due == Deadline.Never && _backlog.Count == 0) || now >= _giveUpAt;

    /// <inheritdoc/>
    public override long NextDue(long now) => Due;

    /// <inheritdoc/>
    public override bool SendDue(long now)
    {
        int left = MostAtOnce;
        for (; left > 0 && now < _giveUpAt && Due is var due && due <= now; left--)
        {
            SendScheduled(_schedule.Take(), due);
        }

        return left < MostAtOnce;
    }

    /// <inheritdoc/>
    /// <remarks>What was due in it and is not sent yet is late for good.</remarks>
    public override void MarkWindowEnd()
    {
        if (options.CatchUp)
        {
            foreach (ServerDue due in ByServer(Window.End))
            {
                due.Tally.Backlog = due.Waiting;
                due.Tally.Untaken = due.Untaken;
            }
        }
    }

    /// <inheritdoc/>
    public override void Stop(long giveUpAt) => _giveUpAt = Math.Min(_giveUpAt, giveUpAt);

    /// <inheritdoc/>
    /// <remarks>What was due in the window and not sent is counted as such.</remarks>
    public override void End(long until)
    {
        if (!Window.HasBegun)
        {
            return;
        }

        for (int place = 0; place < share.Connections; place++)
        {
            Abandon(place);
        }

        foreach (ServerDue due in ByServer(until))
        {
            if (options.CatchUp)
            {
                due.Tally.Unsent += due.Untaken;
                due.Tally.MissEvenly(Math.Max(DueAt(_schedule.Taken), Window.Start), until, due.Untaken);
            }
            else
            {
                due.Tally.Skipped += due.Untaken;
            }
        }
    }

    /// <inheritdoc/>
    public override void Fail(ClientConnection connection, SocketError error)
    {
        base.Fail(connection, error);
        if (Connections.IsGone(connection.Place))
        {
            Abandon(connection.Place);
        }
    }

    /// <inheritdoc/>
    /// <remarks>That is what was due before and could not be sent.</remarks>
    protected override void SendNext(ClientConnection connection, long now, int room)
    {
        for (; room > 0 && now < _giveUpAt && _backlog.TryTake(connection.Place, out long index); room--)
        {
            Add(connection, 1, now, DueAt(index));
        }

        if (connection.HasUnsent)
        {
            SendUnsent(connection);
        }
    }

    /// <summary>When a message is due. In the cool-down after a count no sooner than it begins, whatever rounding does.</summary>
    private long DueAt(long index) => index < _end ? _schedule.DueAt(index) : Math.Max(_schedule.DueAt(index), Window.End);

    /// <summary>For each server: what was due of the window by then and is not taken from the schedule, and what waits in the backlog.</summary>
    private ServerDue[] ByServer(long until)
    {
        long first = Math.Max(_schedule.Taken, _schedule.CountDueBefore(Window.Start));
        long count = Math.Max(0, Math.Min(_schedule.CountDueBefore(until), _end) - first);
        ServerDue[] servers = Array.ConvertAll(Connections.Targets.All.ToArray(), target => new ServerDue(target.Tally));
        for (int place = 0; place < share.Connections; place++)
        {
            ServerDue server = servers[Connections.Targets[place].Index];
            server.Untaken += share.OfPlace(place, first, count);
            server.Waiting += _backlog.CountOf(place);
        }

        return servers;
    }

    private void SendScheduled(long index, long due)
    {
        long now = Stopwatch.GetTimestamp();
        int place = (int)(index % share.Connections);
        RunTally tally = Connections.Targets[place].Tally;
        ClientConnection? connection = Connections[place];
        bool hasRoom = connection is { HasUnsent: false } && connection.InFlight.Outstanding < options.Pipeline && _backlog.IsEmpty(place);
        if (hasRoom && (options.CatchUp || now < Window.SendUntil))
        {
            tally.CountDelay(now, due);
            Add(connection!, 1, now, due);
            SendUnsent(connection!);
        }
        else if (!options.CatchUp)
        {
            tally.CountSkipped(due);
        }
        else
        {
            tally.CountDelay(now, due);
            _backlog.Add(place, index);
            if (Connections.IsGone(place))
            {
                Abandon(place);
            }
        }
    }

    /// <summary>What waits for a place that has no connection, nor will have one, is never sent.</summary>
    private void Abandon(int place)
    {
        while (_backlog.TryTake(place, out long index))
        {
            Connections.Targets[place].Tally.CountUnsent(DueAt(index));
        }
    }

    /// <summary>Messages that were due at one server and are not sent.</summary>
    private sealed class ServerDue(RunTally tally)
    {
        public RunTally Tally { get; } = tally;

        public long Untaken { get; set; }

        public long Waiting { get; set; }
    }
}

using Pollecho.Results;
using Pollecho.Time;

namespace Pollecho.Client;

/// <summary>
/// Counts what one thread of the client finds; the result of the run is the sum of its threads. Belongs to that thread;
/// another may read single figures meanwhile, a moment old.
/// </summary>
internal sealed class RunTally : RunResult
{
    private static readonly long SlowTicks = Deadline.After(0, SlowReplies.Over);

    private readonly MeasuredWindow _window;
    private readonly long[] _quarters = new long[QuarterCount];
    private readonly MissedMessages? _missed;
    private readonly LoopPeriods? _periods;
    private bool _turnsEnded;

    /// <summary>Counts what lies in a window.</summary>
    /// <param name="window">The thread's.</param>
    /// <param name="openLoop">Whether messages are due at times of their own.</param>
    /// <param name="periods">Where durations are recorded by period as well; null for nowhere.</param>
    public RunTally(MeasuredWindow window, bool openLoop, LoopPeriods? periods = null)
    {
        _window = window;
        _periods = periods;
        Quarters = _quarters;
        if (openLoop)
        {
            _missed = new();
            Response = new();
            KnownResponse = new();
            SendDelay = new();
        }
    }

    /// <summary>When the last right reply came, as Stopwatch counts; 0 before the first.</summary>
    public long LastReplyAt { get; private set; }

    /// <summary>When it was last seen that the system had sent something again, as Stopwatch counts; see <see cref="TcpWatch"/>.</summary>
    public long RetransmittedAt { get; set; }

    /// <summary>
    /// Where to count the faults of a message or a connection: those of the cool-down do not belong to the measured run.
    /// </summary>
    /// <param name="time">When the message was due; of a connection the first that waits on it, or the time.</param>
    public Faults FaultsOf(long time) => _window.IsInCooldown(time) ? CooldownFaults : Faults;

    /// <summary>The loop has taken a turn.</summary>
    /// <param name="foundNothing">Whether there was nothing to do in it.</param>
    public void CountTurn(bool foundNothing)
    {
        if (!_turnsEnded)
        {
            Turns++;
            EmptyTurns += foundNothing ? 1 : 0;
        }
    }

    /// <summary>The window begins: the turns before it do not count.</summary>
    public void BeginTurns()
    {
        Turns = 0;
        EmptyTurns = 0;
    }

    /// <summary>The window has ended: the turns in which late replies are waited for do not count.</summary>
    public void EndTurns() => _turnsEnded = true;

    /// <summary>A connection was opened.</summary>
    /// <param name="beganAt">When that began, as Stopwatch counts.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="ofWindowOnly">Whether only those count whose opening began in the window, as they are opened all the time.</param>
    public void CountConnect(long beganAt, long took, bool ofWindowOnly)
    {
        if (ofWindowOnly ? _window.Contains(beganAt) : !_window.IsInCooldown(beganAt))
        {
            ConnectTime.Record(took);
            _periods?.Current.ConnectTime.Record(took);
        }
    }

    /// <summary>A connection was opened in the place of another; that began at a time, as Stopwatch counts.</summary>
    public void CountReopened(long beganAt) => Reopened += _window.IsInCooldown(beganAt) ? 0 : 1;

    /// <summary>Messages were sent.</summary>
    public void CountSent(int count, long dueAt)
    {
        if (_window.Contains(dueAt))
        {
            Sent += count;
        }
    }

    /// <summary>A message was taken from the schedule.</summary>
    public void CountDelay(long takenAt, long dueAt)
    {
        if (_window.Contains(dueAt))
        {
            SendDelay?.Record(takenAt - dueAt);
        }
    }

    /// <summary>Messages sent at one time have got their right replies, in time.</summary>
    public void CountAnswered(SentMessage message, long now, int count)
    {
        NoteReply(message, now, count);
        bool isOfWindow = _window.Contains(message.DueAt);

        // While the run goes on, replies to the warm-up's last messages stand for those that the window's last
        // messages will get. A count goes on until these have come: there the others would be too many.
        if (_window.Contains(now) && (isOfWindow || _window.HasEnd))
        {
            Replies += count;
            if (_window.HasEnd)
            {
                _quarters[_window.PartOf(now, _quarters.Length)] += count;
            }
        }

        if (isOfWindow)
        {
            Answered += count;
            Service.Record(now - message.SentAt, count);
            _periods?.Record(now - message.SentAt, now - message.DueAt, count);
            KnownResponse?.Record(now - message.DueAt, count);
        }
    }

    /// <summary>Messages sent at one time have got their right replies after their time was up.</summary>
    public void CountLate(SentMessage message, long now, int count)
    {
        Faults faults = FaultsOf(message.DueAt);
        faults.Withdraw(message.State, count);
        faults.Late += count;
        RecordFaultyResponse(message, now, count);
    }

    /// <summary>A message has got its right reply in time, after that of a later one.</summary>
    public void CountOutOfOrder(SentMessage message, long now)
    {
        FaultsOf(message.DueAt).OutOfOrder++;
        RecordFaultyResponse(message, now, 1);
    }

    /// <summary>Bytes came that are no right reply; the first of a run are kept.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="expected">What was expected instead; empty if nothing was.</param>
    /// <param name="now">When they were judged, as Stopwatch counts.</param>
    /// <returns>What is kept of them; null if others came first.</returns>
    public WrongBytes? NoteWrong(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> expected, long now) =>
        FirstWrong is null ? FirstWrong = WrongBytes.Of(now, bytes, expected) : null;

    /// <summary>Wrong bytes that were taken for a reply turn out to be none's.</summary>
    public void NoteSurplus(WrongBytes? wrong) =>
        FirstWrong = wrong is not null && ReferenceEquals(wrong, FirstWrong) ? wrong with { Expected = [] } : FirstWrong;

    /// <summary>Messages got no right reply, and will get none.</summary>
    public void Miss(long dueAt, long count = 1)
    {
        if (_missed is not null && _window.Contains(dueAt))
        {
            _missed.Add(dueAt, count);
        }
    }

    /// <summary>The run was stopped, and a message has no reply and time left.</summary>
    public void CountUnderWay(long dueAt) => UnderWay += _window.Contains(dueAt) ? 1 : 0;

    /// <summary>A message could not be sent when it was due, and is not to be sent late.</summary>
    public void CountSkipped(long dueAt) => Skipped += _window.Contains(dueAt) ? 1 : 0;

    /// <summary>A message that was due will never be sent.</summary>
    public void CountUnsent(long dueAt)
    {
        Unsent += _window.Contains(dueAt) ? 1 : 0;
        Miss(dueAt);
    }

    /// <summary>Messages due evenly over a part of the window were not sent, and will not be.</summary>
    public void MissEvenly(long from, long to, long count) => _missed?.AddEvenly(from, to, count);

    /// <summary>
    /// The run has ended: each message without its right reply took as long at least as it has been due by now. Left out,
    /// it would make a server look fast for not answering.
    /// </summary>
    public void EndResponse(long now)
    {
        Response?.Add(KnownResponse!);
        _missed?.ForEach((dueAt, count) => Response!.Record(now - dueAt, count));
    }

    private void NoteReply(SentMessage message, long now, int count)
    {
        LastReplyAt = now;
        if (Slow is { } slow && now - message.SentAt > SlowTicks)
        {
            Slow = slow + new SlowReplies(count, message.SentAt <= RetransmittedAt ? count : 0);
        }
    }

    /// <summary>The reply came, so how long it took is known, fault or not.</summary>
    private void RecordFaultyResponse(SentMessage message, long now, int count)
    {
        NoteReply(message, now, count);
        if (_window.Contains(message.DueAt))
        {
            _periods?.Current.KnownResponse?.Record(now - message.DueAt, count);
            KnownResponse?.Record(now - message.DueAt, count);
        }
    }
}

using Pollecho.Measurement;
using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>
/// What one thread of the client has counted. Belongs to that thread; another may read single figures meanwhile,
/// a moment old.
/// </summary>
internal sealed class RunTally(bool openLoop)
{
    private const int QuarterCount = 4;

    private readonly MissedMessages? _missed = openLoop ? new() : null;
    private bool _turnsEnded;

    /// <summary>When the measured window begins, as Stopwatch counts; unknown until all connections are open.</summary>
    public long WindowStart { get; set; } = long.MaxValue;

    /// <summary>When it ends; never, if only a count or a stop ends the run.</summary>
    public long WindowEnd { get; set; } = long.MaxValue;

    /// <summary>Right replies to messages of the window.</summary>
    public LatencyHistogram Service { get; } = new();

    /// <summary>
    /// In an open loop: from when messages of the window were due to their right replies, also to those that came late or
    /// out of order.
    /// </summary>
    public LatencyHistogram? Response { get; } = openLoop ? new() : null;

    /// <summary>In an open loop, after <see cref="EndResponse"/>: how long at least the others would have taken.</summary>
    public LatencyHistogram? Missing { get; } = openLoop ? new() : null;

    /// <summary>In an open loop: how long after it was due a message was taken from the schedule, whether it could then be sent or not.</summary>
    public LatencyHistogram? SendDelay { get; } = openLoop ? new() : null;

    /// <summary>What went wrong, in the whole run.</summary>
    public Faults Faults { get; } = new();

    /// <summary>The first bytes that were no right reply; null if there were none.</summary>
    public WrongBytes? FirstWrong { get; private set; }

    /// <summary>Messages of the window that were sent: those due in it, in an open loop also if they were sent after it.</summary>
    public long Sent { get; private set; }

    /// <summary>Of these, the ones that got their right replies, in the window or after it.</summary>
    public long Answered { get; private set; }

    /// <summary>Of these, the ones that had no reply, and time left, when the run was stopped.</summary>
    public long UnderWay { get; set; }

    /// <summary>Right replies that came in the window.</summary>
    public long Replies { get; private set; }

    /// <summary>Messages due in the window and skipped, as catching up is off.</summary>
    public long Skipped { get; set; }

    /// <summary>Messages due in the window that could not be sent at all.</summary>
    public long Unsent { get; set; }

    /// <summary>Messages due in the window that were not sent when it ended, as their connection had no room for them.</summary>
    public long Backlog { get; set; }

    /// <summary>Messages due in the window that the client had not come to when it ended.</summary>
    public long Untaken { get; set; }

    /// <summary>How long the loop was kept from looking at its connections in the window.</summary>
    public TimeSpan Stalled { get; set; }

    /// <summary>The longest of these times.</summary>
    public TimeSpan LongestStall { get; set; }

    /// <summary>How long the thread could have run in the window and others had the processor; null where that is not known.</summary>
    public TimeSpan? RunQueueWait { get; set; }

    /// <summary>When the last right reply came, as Stopwatch counts; 0 before the first.</summary>
    public long LastReplyAt { get; private set; }

    /// <summary>Turns of the loop in the window; before it begins, those so far.</summary>
    public long Turns { get; private set; }

    /// <summary>Of these, the ones that found nothing.</summary>
    public long EmptyTurns { get; private set; }

    /// <summary>Right replies in each quarter of the window, where it has an end.</summary>
    public long[] Quarters { get; } = new long[QuarterCount];

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

    /// <summary>Messages were sent.</summary>
    public void CountSent(int count, long dueAt)
    {
        if (IsInWindow(dueAt))
        {
            Sent += count;
        }
    }

    /// <summary>A message was taken from the schedule.</summary>
    public void CountDelay(long takenAt, long dueAt)
    {
        if (IsInWindow(dueAt))
        {
            SendDelay?.Record(takenAt - dueAt);
        }
    }

    /// <summary>Messages sent at one time have got their right replies, in time.</summary>
    public void CountAnswered(SentMessage message, long now, int count)
    {
        LastReplyAt = now;
        bool isOfWindow = IsInWindow(message.DueAt);

        // While the run goes on, replies to the warm-up's last messages are in the place of those that the window's last
        // messages will get. A count goes on until these have come: there the others would be too many.
        if (IsInWindow(now) && (isOfWindow || WindowEnd != long.MaxValue))
        {
            Replies += count;
            if (WindowEnd != long.MaxValue)
            {
                Quarters[(int)((Int128)(now - WindowStart) * QuarterCount / (WindowEnd - WindowStart))] += count;
            }
        }

        if (isOfWindow)
        {
            Answered += count;
            Service.Record(now - message.SentAt, count);
            Response?.Record(now - message.DueAt, count);
        }
    }

    /// <summary>Messages sent at one time have got their right replies after their time was up.</summary>
    public void CountLate(SentMessage message, long now, int count)
    {
        Faults.Withdraw(message.State, count);
        Faults.Late += count;
        RecordFaultyResponse(message, now, count);
    }

    /// <summary>A message has got its right reply in time, after that of a later one.</summary>
    public void CountOutOfOrder(SentMessage message, long now)
    {
        Faults.OutOfOrder++;
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
        if (_missed is not null && IsInWindow(dueAt))
        {
            _missed.Add(dueAt, count);
        }
    }

    /// <summary>Messages due evenly over a part of the window were not sent, and will not be.</summary>
    public void MissEvenly(long from, long to, long count) => _missed?.AddEvenly(from, to, count);

    /// <summary>
    /// The run has ended: each message without its right reply took as long at least as it has been due by now. Left out,
    /// it would make a server look fast for not answering.
    /// </summary>
    public void EndResponse(long now) => _missed?.ForEach((dueAt, count) => Missing!.Record(now - dueAt, count));

    /// <summary>The reply came, so how long it took is known, fault or not.</summary>
    private void RecordFaultyResponse(SentMessage message, long now, int count)
    {
        LastReplyAt = now;
        if (IsInWindow(message.DueAt))
        {
            Response?.Record(now - message.DueAt, count);
        }
    }

    /// <summary>Whether a time is in the measured window.</summary>
    public bool IsInWindow(long time) => time >= WindowStart && time < WindowEnd;
}

using Pollecho.Measurement;

namespace Pollecho.Client;

/// <summary>
/// What one thread of the client has counted. Belongs to that thread; another may read single figures meanwhile,
/// a moment old.
/// </summary>
internal sealed class LoadTally(bool openLoop)
{
    private const int QuarterCount = 4;

    private bool _turnsEnded;

    /// <summary>When the measured window begins, as Stopwatch counts; unknown until all connections are open.</summary>
    public long WindowStart { get; set; } = long.MaxValue;

    /// <summary>When it ends; never, without a duration.</summary>
    public long WindowEnd { get; set; } = long.MaxValue;

    /// <summary>Right replies to messages of the window.</summary>
    public LatencyHistogram Service { get; } = new();

    /// <summary>The same from when they were due, in an open loop.</summary>
    public LatencyHistogram? Response { get; } = openLoop ? new() : null;

    /// <summary>How late messages were sent that only the client held up, in an open loop.</summary>
    public LatencyHistogram? SendDelay { get; } = openLoop ? new() : null;

    /// <summary>What went wrong, in the whole run.</summary>
    public Faults Faults { get; } = new();

    /// <summary>Messages sent in the window.</summary>
    public long Sent { get; private set; }

    /// <summary>Messages sent in the window that got their right replies, then or later.</summary>
    public long Answered { get; private set; }

    /// <summary>Right replies that came in the window.</summary>
    public long Replies { get; private set; }

    /// <summary>Messages due in the window and skipped.</summary>
    public long Skipped { get; set; }

    /// <summary>Messages that are due now and wait for room in the pipeline of their connection.</summary>
    public long Pending { get; set; }

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
    public void CountSent(int count, long sentAt)
    {
        if (IsInWindow(sentAt))
        {
            Sent += count;
        }
    }

    /// <summary>A message was sent that was due and that nothing but the client held up.</summary>
    public void CountDelay(long sentAt, long dueAt)
    {
        if (IsInWindow(sentAt))
        {
            SendDelay?.Record(sentAt - dueAt);
        }
    }

    /// <summary>Messages sent at one time have got their right replies, in time.</summary>
    public void CountAnswered(SentMessage message, long now, int count)
    {
        bool sentInWindow = IsInWindow(message.SentAt);

        // While the run goes on, replies to the warm-up's last messages are in the place of those that the window's last
        // messages will get. A count goes on until these have come: there the others would be too many.
        if (IsInWindow(now) && (sentInWindow || WindowEnd != long.MaxValue))
        {
            Replies += count;
            if (WindowEnd != long.MaxValue)
            {
                Quarters[(int)((Int128)(now - WindowStart) * QuarterCount / (WindowEnd - WindowStart))] += count;
            }
        }

        if (sentInWindow)
        {
            Answered += count;
            Service.Record(now - message.SentAt, count);
            Response?.Record(now - message.DueAt, count);
        }
    }

    private bool IsInWindow(long time) => time >= WindowStart && time < WindowEnd;
}

namespace Pollecho.Client;

/// <summary>
/// Messages of one connection whose turn has passed: the reply to a later one came before theirs, or bytes came in the
/// place of their reply that are not it. The right one may come yet.
/// </summary>
internal sealed class PassedOver(LoadTally tally, IReplyObserver? observer)
{
    private readonly Dictionary<long, (SentMessage Message, int WrongBytes)> _messages = [];
    private int _blamed;

    /// <summary>How many have time left, and nothing came in the place of their reply.</summary>
    public int Waiting { get; private set; }

    /// <summary>These, in the order in which they were sent.</summary>
    public IEnumerable<long> WaitingInOrder => _messages.Where(entry => IsWaiting(entry.Value)).Select(entry => entry.Key).Order();

    /// <summary>Adds a message.</summary>
    public void Add(long sequence, SentMessage message)
    {
        _messages.Add(sequence, (message, 0));
        Waiting += message.Verdict == Verdict.Waiting ? 1 : 0;
    }

    /// <summary>Bytes that are not its reply came in the place of it: it is altered, or short if they are too few.</summary>
    /// <returns>When it was sent.</returns>
    public long Blame(long sequence, int bytes, int size)
    {
        SentMessage message = _messages[sequence].Message;
        Waiting -= message.Verdict == Verdict.Waiting ? 1 : 0;
        tally.Faults.Withdraw(message.Verdict, 1);
        Count(bytes, size, 1);
        _blamed++;
        _messages[sequence] = (message with { Verdict = Verdict.Waiting }, bytes);
        return message.SentAt;
    }

    /// <summary>The bytes that a message was blamed for turn out to be none of its reply's: it waits again.</summary>
    /// <returns>How many bytes that were; 0 if it is not blamed, or not known any more.</returns>
    public int Acquit(long sequence, int size)
    {
        if (!_messages.TryGetValue(sequence, out (SentMessage Message, int WrongBytes) entry) || entry.WrongBytes == 0)
        {
            return 0;
        }

        _blamed--;
        Waiting++;
        Count(entry.WrongBytes, size, -1);
        _messages[sequence] = (entry.Message, 0);
        return entry.WrongBytes;
    }

    /// <summary>Takes a message out whose right reply has come.</summary>
    public bool TryTake(long sequence, out SentMessage message)
    {
        bool found = _messages.Remove(sequence, out (SentMessage Message, int WrongBytes) entry);
        message = entry.Message;
        Waiting -= found && IsWaiting(entry) ? 1 : 0;
        return found;
    }

    /// <summary>Judges those whose time is up; who was blamed by then is not waited for any more.</summary>
    public void TimeOut(long now, long timeoutTicks)
    {
        if (Waiting + _blamed == 0)
        {
            return;
        }

        foreach ((long sequence, (SentMessage message, int wrongBytes)) in _messages)
        {
            if (message.Verdict != Verdict.Waiting || message.SentAt + timeoutTicks > now)
            {
                continue;
            }

            if (wrongBytes > 0)
            {
                _blamed--;
                tally.Miss(message.DueAt);
                _messages.Remove(sequence);
            }
            else
            {
                Waiting--;
                tally.Faults.TimedOut++;
                _messages[sequence] = (message with { Verdict = Verdict.TimedOut }, 0);
                observer?.TimedOut(sequence);
            }
        }
    }

    /// <summary>How many of those that wait are of the measured window.</summary>
    public int CountWaitingInWindow() => _messages.Values.Count(entry => IsWaiting(entry) && tally.IsInWindow(entry.Message.DueAt));

    /// <summary>Nothing more will come.</summary>
    public void End()
    {
        foreach ((SentMessage message, _) in _messages.Values)
        {
            tally.Miss(message.DueAt);
        }

        _messages.Clear();
    }

    private static bool IsWaiting((SentMessage Message, int WrongBytes) entry) =>
        entry is { WrongBytes: 0, Message.Verdict: Verdict.Waiting };

    private void Count(int bytes, int size, int count)
    {
        tally.Faults.Short += bytes < size ? count : 0;
        tally.Faults.Altered += bytes < size ? 0 : count;
    }
}

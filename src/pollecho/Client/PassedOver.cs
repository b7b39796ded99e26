using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>
/// Messages of one connection whose turn has passed: the reply to a later one came before theirs, or bytes came in the
/// place of their reply that are not it. The right one may come yet.
/// </summary>
internal sealed class PassedOver(RunTally tally, IReplyObserver? observer)
{
    /// <summary>So many whose time is up are remembered, for a reply that comes yet.</summary>
    private const int MostTimedOut = 64 * 1024;

    // Those that wait or are blamed, and those whose time was up, the oldest first.
    private readonly Dictionary<long, Entry> _messages = [];
    private readonly Dictionary<long, Entry> _timedOut = [];
    private readonly Queue<long> _oldest = new();
    private int _blamed;

    /// <summary>How many have time left and got nothing in place of their reply.</summary>
    public int Waiting { get; private set; }

    /// <summary>These, in the order in which they were sent.</summary>
    public IReadOnlyList<long> WaitingInOrder
    {
        get
        {
            var waiting = new List<long>(Waiting);
            foreach ((long sequence, Entry entry) in _messages)
            {
                if (entry.WrongBytes == 0)
                {
                    waiting.Add(sequence);
                }
            }

            waiting.Sort();
            return waiting;
        }
    }

    /// <summary>Adds a message.</summary>
    public void Add(long sequence, SentMessage message)
    {
        if (message.State != MessageState.Waiting)
        {
            Remember(sequence, message);
            return;
        }

        _messages.Add(sequence, new Entry(message, 0));
        Waiting++;
    }

    /// <summary>Whether nothing came in place of a message's reply, or too little of it in time.</summary>
    public bool HasNothing(long sequence) =>
        _timedOut.ContainsKey(sequence) || (_messages.TryGetValue(sequence, out Entry? entry) && entry.WrongBytes == 0);

    /// <summary>Bytes that are not its reply came in its place: it is altered, or short if they are too few.</summary>
    /// <returns>When it was sent.</returns>
    public long Blame(long sequence, int bytes, int size)
    {
        if (!_timedOut.Remove(sequence, out Entry? entry))
        {
            entry = _messages[sequence];
            Waiting--;
        }

        SentMessage message = entry.Message;
        tally.FaultsOf(message.DueAt).Withdraw(message.State, 1);
        Count(message, bytes, size, 1);
        _blamed++;
        _messages[sequence] = new Entry(message with { State = MessageState.Waiting }, bytes);
        return message.SentAt;
    }

    /// <summary>The bytes that a message was blamed for turn out not to belong to its reply: it waits again.</summary>
    /// <returns>How many bytes that were; 0 if it is not blamed, or not known any more.</returns>
    public int Acquit(long sequence, int size)
    {
        if (!_messages.TryGetValue(sequence, out Entry? entry) || entry.WrongBytes == 0)
        {
            return 0;
        }

        _blamed--;
        Waiting++;
        Count(entry.Message, entry.WrongBytes, size, -1);
        _messages[sequence] = new Entry(entry.Message, 0);
        return entry.WrongBytes;
    }

    /// <summary>Takes a message out whose right reply has come.</summary>
    public bool TryTake(long sequence, out SentMessage message)
    {
        if (_messages.Remove(sequence, out Entry? entry))
        {
            Waiting -= entry.WrongBytes == 0 ? 1 : 0;
            _blamed -= entry.WrongBytes == 0 ? 0 : 1;
        }
        else
        {
            _timedOut.Remove(sequence, out entry);
        }

        message = entry is null ? default : entry.Message;
        return entry is not null;
    }

    /// <summary>Judges those whose time is up; who was blamed by then is not waited for any more.</summary>
    public void TimeOut(long now, long timeoutTicks)
    {
        foreach ((long sequence, Entry entry) in _messages)
        {
            SentMessage message = entry.Message;
            if (message.SentAt + timeoutTicks > now)
            {
                continue;
            }

            _messages.Remove(sequence);
            if (entry.WrongBytes > 0)
            {
                _blamed--;
                tally.Miss(message.DueAt);
            }
            else
            {
                Waiting--;
                tally.FaultsOf(message.DueAt).TimedOut++;
                Remember(sequence, message with { State = MessageState.TimedOut });
                observer?.TimedOut(sequence, message.SentAt);
            }
        }
    }

    /// <summary>The connection has ended: those that wait are lost.</summary>
    public void Lose()
    {
        foreach (Entry entry in _messages.Values)
        {
            tally.FaultsOf(entry.Message.DueAt).Lost += entry.WrongBytes == 0 ? 1 : 0;
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void End()
    {
        foreach (Entry entry in _messages.Values.Concat(_timedOut.Values))
        {
            tally.Miss(entry.Message.DueAt);
        }

        _messages.Clear();
        _timedOut.Clear();
    }

    private void Remember(long sequence, SentMessage message)
    {
        _timedOut[sequence] = new Entry(message, 0);
        _oldest.Enqueue(sequence);
        if (_oldest.Count > MostTimedOut && _timedOut.Remove(_oldest.Dequeue(), out Entry? oldest))
        {
            tally.Miss(oldest.Message.DueAt);
        }
    }

    private void Count(SentMessage message, int bytes, int size, int count)
    {
        Faults faults = tally.FaultsOf(message.DueAt);
        faults.Short += bytes < size ? count : 0;
        faults.Altered += bytes < size ? 0 : count;
    }

    /// <summary>A message, and how many wrong bytes came in place of its reply.</summary>
    private sealed class Entry(SentMessage message, int wrongBytes)
    {
        public SentMessage Message { get; } = message;

        public int WrongBytes { get; } = wrongBytes;
    }
}

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
    private readonly Dictionary<long, (SentMessage Message, int WrongBytes)> _messages = [];
    private readonly Dictionary<long, SentMessage> _timedOut = [];
    private readonly Queue<long> _oldest = new();
    private int _blamed;

    /// <summary>How many have time left and got nothing in place of their reply.</summary>
    public int Waiting { get; private set; }

    /// <summary>These, in the order in which they were sent.</summary>
    public IEnumerable<long> WaitingInOrder => _messages.Where(entry => entry.Value.WrongBytes == 0).Select(entry => entry.Key).Order();

    /// <summary>Adds a message.</summary>
    public void Add(long sequence, SentMessage message)
    {
        if (message.State != MessageState.Waiting)
        {
            Remember(sequence, message);
            return;
        }

        _messages.Add(sequence, (message, 0));
        Waiting++;
    }

    /// <summary>Whether nothing came in place of a message's reply, or too little of it in time.</summary>
    public bool HasNothing(long sequence) =>
        _timedOut.ContainsKey(sequence) || (_messages.TryGetValue(sequence, out (SentMessage Message, int WrongBytes) entry) && entry.WrongBytes == 0);

    /// <summary>Bytes that are not its reply came in its place: it is altered, or short if they are too few.</summary>
    /// <returns>When it was sent.</returns>
    public long Blame(long sequence, int bytes, int size)
    {
        bool wasTimedOut = _timedOut.Remove(sequence, out SentMessage message);
        if (!wasTimedOut)
        {
            message = _messages[sequence].Message;
            Waiting--;
        }

        tally.FaultsOf(message.DueAt).Withdraw(message.State, 1);
        Count(message, bytes, size, 1);
        _blamed++;
        _messages[sequence] = (message with { State = MessageState.Waiting }, bytes);
        return message.SentAt;
    }

    /// <summary>The bytes that a message was blamed for turn out not to belong to its reply: it waits again.</summary>
    /// <returns>How many bytes that were; 0 if it is not blamed, or not known any more.</returns>
    public int Acquit(long sequence, int size)
    {
        if (!_messages.TryGetValue(sequence, out (SentMessage Message, int WrongBytes) entry) || entry.WrongBytes == 0)
        {
            return 0;
        }

        _blamed--;
        Waiting++;
        Count(entry.Message, entry.WrongBytes, size, -1);
        _messages[sequence] = (entry.Message, 0);
        return entry.WrongBytes;
    }

    /// <summary>Takes a message out whose right reply has come.</summary>
    public bool TryTake(long sequence, out SentMessage message)
    {
        if (_messages.Remove(sequence, out (SentMessage Message, int WrongBytes) entry))
        {
            message = entry.Message;
            Waiting -= entry.WrongBytes == 0 ? 1 : 0;
            _blamed -= entry.WrongBytes == 0 ? 0 : 1;
            return true;
        }

        return _timedOut.Remove(sequence, out message);
    }

    /// <summary>Judges those whose time is up; who was blamed by then is not waited for any more.</summary>
    public void TimeOut(long now, long timeoutTicks)
    {
        foreach ((long sequence, (SentMessage message, int wrongBytes)) in _messages)
        {
            if (message.SentAt + timeoutTicks > now)
            {
                continue;
            }

            _messages.Remove(sequence);
            if (wrongBytes > 0)
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
        foreach ((SentMessage message, int wrongBytes) in _messages.Values)
        {
            tally.FaultsOf(message.DueAt).Lost += wrongBytes == 0 ? 1 : 0;
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void End()
    {
        foreach (SentMessage message in (SentMessage[])[.. _messages.Values.Select(entry => entry.Message), .. _timedOut.Values])
        {
            tally.Miss(message.DueAt);
        }

        _messages.Clear();
        _timedOut.Clear();
    }

    private void Remember(long sequence, SentMessage message)
    {
        _timedOut[sequence] = message;
        _oldest.Enqueue(sequence);
        if (_oldest.Count > MostTimedOut && _timedOut.Remove(_oldest.Dequeue(), out SentMessage oldest))
        {
            tally.Miss(oldest.DueAt);
        }
    }

    private void Count(SentMessage message, int bytes, int size, int count)
    {
        Faults faults = tally.FaultsOf(message.DueAt);
        faults.Short += bytes < size ? count : 0;
        faults.Altered += bytes < size ? 0 : count;
    }
}

namespace Pollecho.Client;

/// <summary>
/// Finds out what happened where a connection's replies do not come as expected: keeps the bytes, looks for where
/// replies begin by the numbers that are in them, and counts each message under what befell it. Closes itself when
/// every byte is accounted for. Only a faulty server is slow because of it.
/// </summary>
internal sealed class ReplySearch(Payload payload, int connection, InFlight inFlight, LoadTally tally)
{
    // Messages that were passed over by the reply to a later one.
    private readonly Dictionary<long, SentMessage> _missing = [];
    private readonly byte[] _expected = new byte[payload.Size];
    private byte[] _bytes = new byte[payload.Size * 2];
    private int _length;

    /// <summary>Whether bytes are to be given to it.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether it has no bytes of a reply to come.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>Whether a message was passed over that has time left.</summary>
    public bool HasMissing => MissingWithTimeLeft > 0;

    /// <summary>How many such messages there are.</summary>
    public int MissingWithTimeLeft { get; private set; }

    /// <summary>Begins with the part of a reply that was thought right.</summary>
    public void Open(ReadOnlySpan<byte> begun)
    {
        IsOpen = true;
        Append(begun);
    }

    /// <summary>Goes on with the next bytes.</summary>
    public void Receive(ReadOnlySpan<byte> bytes, long now)
    {
        Append(bytes);
        int done = 0;
        for (int step = 1; step > 0 && done < _length; done += step)
        {
            step = Judge(_bytes.AsSpan(done, _length - done), now);
        }

        _bytes.AsSpan(done, _length - done).CopyTo(_bytes);
        _length -= done;
        IsOpen = _length > 0;
    }

    /// <summary>Judges the messages that were passed over and whose time is up.</summary>
    public void TimeOut(long now, long timeoutTicks)
    {
        if (MissingWithTimeLeft == 0)
        {
            return;
        }

        foreach ((long sequence, SentMessage message) in _missing)
        {
            if (message.Verdict == Verdict.Waiting && message.SentAt + timeoutTicks <= now)
            {
                _missing[sequence] = message with { Verdict = Verdict.TimedOut };
                MissingWithTimeLeft--;
                tally.Faults.TimedOut++;
            }
        }
    }

    /// <summary>Nothing more comes: what is left over, where no message waits, belonged to none.</summary>
    public void End()
    {
        if (inFlight.First == inFlight.Next && _missing.Count == 0)
        {
            tally.Faults.SurplusBytes += _length;
            _length = 0;
        }
    }

    /// <summary>Judges what the bytes begin with.</summary>
    /// <returns>How many bytes that was; 0 if more are needed to tell.</returns>
    private int Judge(ReadOnlySpan<byte> bytes, long now)
    {
        bool begins = IsBegin(bytes, out long sequence);
        if (!begins)
        {
            // The first expected reply, its number damaged, or cut off at the front.
            sequence = inFlight.First;
        }

        // Where all that can come has come, a mark so near the end is an altered byte.
        bool all = bytes.Length >= (inFlight.Next - inFlight.First + _missing.Count) * payload.Size;

        // One that begins after this reply is of no interest yet; looked for among all that came, it would be once for each reply.
        int within = Math.Min(bytes.Length, payload.Size - 1 + payload.IdentityLength);
        int next = NextBegin(bytes[..within], out long nextSequence);
        if (next < payload.Size && (nextSequence >= 0 || !all))
        {
            return nextSequence >= 0 ? CountPart(next, begins, sequence, nextSequence) : 0;
        }

        if (bytes.Length < payload.Size)
        {
            return 0;
        }

        payload.FillReplies(connection, sequence * payload.Size, _expected);
        if (begins && bytes[..payload.Size].SequenceEqual(_expected))
        {
            CountRight(sequence, now);
        }
        else
        {
            CountWrong(sequence, payload.Size, isShort: false);
        }

        return payload.Size;
    }

    private bool IsBegin(ReadOnlySpan<byte> bytes, out long sequence) =>
        payload.TryIdentify(bytes, connection, out sequence) && sequence < inFlight.Next;

    /// <summary>Where the next reply begins, after the first byte; beyond the end if nowhere yet.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="sequence">To which message; -1 if too few bytes came to tell whether one does begin there.</param>
    private int NextBegin(ReadOnlySpan<byte> bytes, out long sequence)
    {
        sequence = -1;
        for (int at = 1; at < bytes.Length; at++)
        {
            int mark = bytes[at..].IndexOf(Payload.Mark);
            if (mark < 0)
            {
                break;
            }

            at += mark;
            if (bytes.Length - at < payload.IdentityLength)
            {
                return at;
            }

            if (IsBegin(bytes[at..], out sequence))
            {
                return at;
            }

            sequence = -1;
        }

        return int.MaxValue;
    }

    /// <summary>Less than a reply, and then the next begins.</summary>
    /// <returns>How many bytes that was.</returns>
    private int CountPart(int length, bool begins, long sequence, long nextSequence)
    {
        if (!begins && nextSequence == inFlight.First)
        {
            // The reply that is expected is still to come, as after a server's greeting.
            tally.Faults.SurplusBytes += length;
        }
        else
        {
            CountWrong(sequence, length, isShort: true);
        }

        return length;
    }

    private void CountRight(long sequence, long now)
    {
        bool inOrder = sequence >= inFlight.First;
        if (!Take(sequence, out SentMessage message))
        {
            tally.Faults.Repeated++;
        }
        else if (message.Verdict != Verdict.Waiting)
        {
            tally.Faults.Withdraw(message.Verdict, 1);
            tally.Faults.Late++;
        }
        else if (inOrder)
        {
            tally.CountAnswered(message, now, 1);
        }
        else
        {
            tally.Faults.OutOfOrder++;
        }
    }

    private void CountWrong(long sequence, int length, bool isShort)
    {
        // If nothing waits for the message that it names, it must be the one expected here.
        if (Take(sequence, out SentMessage message) || Take(inFlight.First, out message))
        {
            tally.Faults.Withdraw(message.Verdict, 1);
            tally.Faults.Short += isShort ? 1 : 0;
            tally.Faults.Altered += isShort ? 0 : 1;
        }
        else
        {
            tally.Faults.SurplusBytes += length;
        }
    }

    /// <summary>Takes a message out of those that wait; the ones before it count as passed over.</summary>
    private bool Take(long sequence, out SentMessage message)
    {
        if (_missing.Remove(sequence, out message))
        {
            MissingWithTimeLeft -= message.Verdict == Verdict.Waiting ? 1 : 0;
            return true;
        }

        if (sequence < inFlight.First || sequence >= inFlight.Next)
        {
            return false;
        }

        for (; inFlight.First < sequence; inFlight.RemoveFirst(1))
        {
            SentMessage passedOver = inFlight[inFlight.First];
            _missing.Add(inFlight.First, passedOver);
            MissingWithTimeLeft += passedOver.Verdict == Verdict.Waiting ? 1 : 0;
        }

        message = inFlight[sequence];
        inFlight.RemoveFirst(1);
        return true;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_length + bytes.Length, _bytes.Length * 2));
        }

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }
}

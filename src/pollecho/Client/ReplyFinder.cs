namespace Pollecho.Client;

/// <summary>Finds right replies of one connection in bytes that are not as expected.</summary>
internal sealed class ReplyFinder(Payload payload, int connection, InFlight inFlight)
{
    /// <summary>How many missing replies are skipped over where replies carry no number.</summary>
    private const int MostLeftOut = 64;

    private readonly byte[] _expected = new byte[payload.Size];

    /// <summary>The right reply to a message; valid until the next call.</summary>
    public ReadOnlySpan<byte> Expected(long sequence)
    {
        payload.FillReplies(connection, sequence * payload.Size, _expected);
        return _expected;
    }

    /// <summary>Finds the first whole right reply.</summary>
    /// <param name="held">What came; where it was looked for in vain is marked there as scanned.</param>
    /// <param name="at">Where the reply begins.</param>
    /// <param name="sequence">Its message.</param>
    public bool Find(HeldBytes held, out int at, out long sequence) =>
        payload.IsIdentified ? FindIdentified(held, out at, out sequence) : FindByPlace(held, out at, out sequence);

    /// <summary>Whether the reply to a message sent so far begins here, by the number in it.</summary>
    public bool IsBegin(ReadOnlySpan<byte> bytes, out long sequence) =>
        payload.TryIdentify(bytes, connection, out sequence) && sequence < inFlight.Next;

    /// <summary>Where the next reply begins, or the end of where it is looked for.</summary>
    public int NextBegin(ReadOnlySpan<byte> bytes, int from, int end)
    {
        for (int at = from; at < end; at++)
        {
            int mark = payload.IsIdentified ? bytes[at..end].IndexOf(Payload.Mark) : -1;
            if (mark < 0)
            {
                break;
            }

            at += mark;
            if (IsBegin(bytes[at..], out _))
            {
                return at;
            }
        }

        return end;
    }

    /// <summary>The reply to any message sent so far, found by the number in it.</summary>
    private bool FindIdentified(HeldBytes held, out int at, out long sequence)
    {
        ReadOnlySpan<byte> bytes = held.All;
        for (at = held.Scanned; at < bytes.Length; at++)
        {
            int mark = bytes[at..].IndexOf(Payload.Mark);
            if (mark < 0)
            {
                break;
            }

            at += mark;
            held.Scanned = at;
            ReadOnlySpan<byte> reply = bytes[at..Math.Min(bytes.Length, at + payload.Size)];
            if (reply.Length < payload.IdentityLength)
            {
                sequence = -1;
                return false;
            }

            if (IsBegin(reply, out sequence) && reply.SequenceEqual(Expected(sequence)[..reply.Length]))
            {
                return reply.Length == payload.Size;
            }
        }

        (at, sequence) = (bytes.Length, -1);
        held.Scanned = bytes.Length;
        return false;
    }

    /// <summary>
    /// Where replies carry no number: the first that is expected, wherever it is; or a later one, if no more bytes
    /// have come than there are replies expected, in a place that leaves room for those before it or as if these were left out.
    /// </summary>
    private bool FindByPlace(HeldBytes held, out int at, out long sequence)
    {
        sequence = inFlight.First;
        long waiting = inFlight.Next - inFlight.First;
        ReadOnlySpan<byte> bytes = held.Unjudged;
        int found = waiting == 0 ? -1 : bytes.IndexOf(Expected(sequence));
        int places = (int)Math.Min(bytes.Length / payload.Size, waiting);
        bool isSurplus = found >= 0 && bytes.Length > waiting * payload.Size;
        for (int place = 0; place < places && !isSurplus; place++)
        {
            int start = place * payload.Size;
            long last = Math.Min(inFlight.Next, inFlight.First + place + MostLeftOut);
            for (sequence = inFlight.First + place; sequence < last; sequence++)
            {
                if (bytes.Slice(start, payload.Size).SequenceEqual(Expected(sequence)))
                {
                    at = held.Judged + start;
                    return true;
                }
            }
        }

        sequence = inFlight.First;
        at = held.Judged + found;
        return found >= 0;
    }
}

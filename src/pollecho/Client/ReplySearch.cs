using System.Diagnostics;
using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>
/// Finds out what happened where a connection's replies do not come as expected. It keeps the bytes and looks for right
/// replies among them; what lies before one is judged by it. A right reply is never a fault because of bytes before it,
/// also if these came so long before that they were taken for a reply themselves. Closes itself when every byte is
/// accounted for. Only a faulty server is slow because of it.
/// </summary>
internal sealed class ReplySearch(Payload payload, int connection, InFlight inFlight, RunTally tally, IReplyObserver? observer)
{
    /// <summary>
    /// Where replies carry no number, wrong bytes are judged after so long a silence: once the next message is sent, there is
    /// no telling which message the right reply behind a greeting belongs to.
    /// </summary>
    private static readonly long Silence = Stopwatch.Frequency / 20;

    /// <summary>
    /// Where replies carry no number, more bytes than this are judged at once: all that is held is looked through
    /// again whenever more comes.
    /// </summary>
    private const int MostHeld = 64 * 1024;

    // Where each reply is shown, wrong ones do not wait for those to the messages behind them: there are always some of a path
    // that is longer than the interval.
    private readonly bool _isShown = observer is not null;

    private readonly PassedOver _passedOver = new(tally, observer);

    private readonly ReplyFinder _finder = new(payload, connection, inFlight);
    private readonly HeldBytes _held = new(room: payload.Size * 2);

    // What was last noted of bytes that a message was blamed for.
    private (long Sequence, WrongBytes? Wrong) _noted = (-1, null);
    private long _lastByteAt;
    private long _heldSince;
    private long _lastRight = -1;

    /// <summary>Whether bytes are to be given to it.</summary>
    public bool IsOpen => _held.Length > 0;

    /// <summary>Whether it has bytes that are not judged.</summary>
    public bool HasPart => _held.Length > _held.Judged;

    /// <summary>How many messages were passed over that have time left.</summary>
    public int Waiting => _passedOver.Waiting;

    /// <summary>The connection has ended: messages that were passed over and have time left are lost.</summary>
    public void Lose() => _passedOver.Lose();

    /// <summary>Begins with the part of a reply that was thought right.</summary>
    public void Open(ReadOnlySpan<byte> begun) => _held.Append(begun);

    /// <summary>Goes on with the next bytes.</summary>
    public void Receive(ReadOnlySpan<byte> bytes, long now)
    {
        if (_isShown && HasWhole && now - _heldSince >= Silence)
        {
            JudgeWhole();
        }

        _heldSince = HasPart ? _heldSince : now;
        _held.Append(bytes);
        _lastByteAt = now;
        while (_finder.Find(_held, out int at, out long sequence))
        {
            JudgeBefore(at, sequence, now);
            CountRight(sequence, at, now);
            _held.Drop(at + payload.Size);
        }

        if (HasAllCome && (payload.IsIdentified || _held.Unjudged.Length > MostHeld))
        {
            JudgeWhole();
        }

        int end = payload.IsIdentified ? _held.Scanned : _held.Length;
        if (inFlight.Outstanding + Waiting == 0 && end > _held.Judged)
        {
            CountSurplus(_held.All[_held.Judged..end], now);
            _held.Drop(end);
        }

        // Of what is judged as much is kept as may be the beginning of one reply.
        _held.Drop(Math.Max(0, _held.Judged - (payload.Size - 1)));
    }

    /// <summary>Judges by the clock: the messages that were passed over, and bytes that nothing came behind.</summary>
    public void TimeOut(long now, long timeoutTicks)
    {
        _passedOver.TimeOut(now, timeoutTicks);
        if (inFlight.IsFirstUp(now, timeoutTicks) || ((HasAllCome || (_isShown && HasWhole)) && now - _lastByteAt >= Silence))
        {
            JudgeWhole();
        }
    }

    /// <summary>Nothing more comes: what is left over, where no message waits, belonged to none.</summary>
    public void End()
    {
        if (inFlight.First == inFlight.Next && Waiting == 0)
        {
            CountSurplus(_held.Unjudged, _lastByteAt);
            _held.Drop(_held.Length);
        }
        else if (HasPart)
        {
            ReadOnlySpan<byte> left = _held.Unjudged, expected = _finder.Expected(inFlight.First);
            if (!expected.StartsWith(left[..Math.Min(left.Length, payload.Size)]))
            {
                tally.NoteWrong(left, expected, _lastByteAt);
            }
        }

        _passedOver.End();
    }

    /// <summary>Whether enough bytes have come that no reply can be missing.</summary>
    private bool HasAllCome => Decided - _held.Judged is int unjudged and > 0 && unjudged >= (long)(inFlight.Outstanding + Waiting) * payload.Size;

    /// <summary>Whether the bytes that are not judged make a reply.</summary>
    private bool HasWhole => Decided - _held.Judged >= payload.Size;

    /// <summary>Up to where bytes can be judged: not where a reply begins of which the rest is to come.</summary>
    private int Decided => payload.IsIdentified && _held.Length - _held.Scanned >= payload.IdentityLength ? _held.Scanned : _held.Length;

    /// <summary>Judges what came before a right reply: it is of the messages that were passed over by it, or of none.</summary>
    private void JudgeBefore(int at, long sequence, long now)
    {
        var messages = new List<long>();
        for (long passed = inFlight.First; passed < sequence; passed++)
        {
            messages.Add(passed);
            PassOver();
        }

        if (at > _held.Judged)
        {
            Attribute(_held.Judged, at, messages, now);
        }
    }

    /// <summary>Judges what nothing right came behind, as far as it makes whole replies: by when its last byte came, not by how long it was held.</summary>
    private void JudgeWhole()
    {
        while (inFlight.Overdue > 0 && inFlight.Outstanding > 0)
        {
            PassOver();
        }

        int whole = (Decided - _held.Judged) / payload.Size;
        List<long> messages = [.. _passedOver.WaitingInOrder.Take(whole)];
        for (int left = Math.Min(whole - messages.Count, inFlight.Outstanding); left > 0; left--)
        {
            messages.Add(inFlight.First);
            PassOver();
        }

        int length = messages.Count * payload.Size;
        Attribute(_held.Judged, _held.Judged + length, messages, _lastByteAt);
        _held.Judged += length;
    }

    private void PassOver()
    {
        _passedOver.Add(inFlight.First, inFlight[inFlight.First]);
        inFlight.RemoveFirst(1);
    }

    /// <summary>
    /// Divides bytes among messages, in order: a stretch that begins like one's reply is that one's, any other the next
    /// one's. What is left over is surplus.
    /// </summary>
    private void Attribute(int start, int end, List<long> messages, long now)
    {
        int next = 0;
        for (int length; start < end; start += length)
        {
            bool begins = _finder.IsBegin(_held.All[start..end], out long sequence);
            int named = begins ? messages.IndexOf(sequence, next) : next;
            bool isEarlier = begins && named < 0 && _passedOver.HasNothing(sequence);
            length = _finder.NextBegin(_held.All, start + 1, Math.Min(end, start + payload.Size)) - start;
            if (isEarlier)
            {
                Blame(sequence, start, length, now);
            }
            else if (named >= 0 && named < messages.Count)
            {
                Blame(messages[named], start, length, now);
                next = named + 1;
            }
            else
            {
                CountSurplus(_held.All.Slice(start, length), now);
            }
        }
    }

    private void Blame(long sequence, int start, int length, long now)
    {
        ReadOnlySpan<byte> bytes = _held.All.Slice(start, length);
        _held.Blame(sequence, start + length);
        long sentAt = _passedOver.Blame(sequence, bytes.Length, payload.Size);
        observer?.Replied(sequence, bytes, bytes.Length < payload.Size ? ReplyVerdict.Short : ReplyVerdict.Altered, now - sentAt);
        _noted = tally.NoteWrong(bytes, _finder.Expected(sequence), now) is { } wrong ? (sequence, wrong) : _noted;
    }

    private void CountSurplus(ReadOnlySpan<byte> bytes, long now)
    {
        if (!bytes.IsEmpty)
        {
            tally.FaultsOf(now).SurplusBytes += bytes.Length;
            observer?.Surplus(bytes);
            tally.NoteWrong(bytes, [], now);
        }
    }

    private void CountRight(long sequence, int at, long now)
    {
        ReadOnlySpan<byte> reply = _held.All.Slice(at, payload.Size);
        AcquitBy(sequence, at, now);
        if (!Take(sequence, out SentMessage message))
        {
            tally.FaultsOf(now).Repeated++;
            observer?.Surplus(reply);
            tally.NoteWrong(reply, [], now);
            return;
        }

        ReplyVerdict verdict = message.State != MessageState.Waiting ? ReplyVerdict.Late : sequence > _lastRight ? ReplyVerdict.Right : ReplyVerdict.OutOfOrder;
        observer?.Replied(sequence, reply, verdict, now - message.SentAt);
        if (message.State != MessageState.Waiting)
        {
            tally.CountLate(message, now, 1);
        }
        else if (sequence > _lastRight)
        {
            tally.CountAnswered(message, now, 1);
        }
        else
        {
            tally.CountOutOfOrder(message, now);
        }

        _lastRight = Math.Max(_lastRight, sequence);
    }

    /// <summary>
    /// A right reply has come: what its message was blamed for was surplus, and so was what came before it in the bytes
    /// that another one was blamed for.
    /// </summary>
    private void AcquitBy(long sequence, int at, long now)
    {
        foreach ((long blamed, int end) in _held.Blames)
        {
            if (blamed == sequence || end > at)
            {
                Acquit(blamed, Math.Max(0, end - at), now);
            }
        }

        Acquit(sequence, ownBytes: 0, now);
    }

    /// <summary>A message that was blamed waits again.</summary>
    /// <param name="blamed">The message; one that is not blamed stays as it is.</param>
    /// <param name="ownBytes">How many of the bytes are no surplus but the beginning of the right reply.</param>
    /// <param name="now">The time, as Stopwatch counts.</param>
    private void Acquit(long blamed, int ownBytes, long now)
    {
        int wrongBytes = _passedOver.Acquit(blamed, payload.Size);
        if (wrongBytes > 0)
        {
            tally.FaultsOf(now).SurplusBytes += Math.Max(0, wrongBytes - ownBytes);
            tally.NoteSurplus(blamed == _noted.Sequence ? _noted.Wrong : null);
        }
    }

    /// <summary>Takes a message out of those that wait. Those before it were passed over.</summary>
    private bool Take(long sequence, out SentMessage message)
    {
        if (_passedOver.TryTake(sequence, out message))
        {
            return true;
        }

        bool waits = sequence == inFlight.First && inFlight.First < inFlight.Next;
        if (waits)
        {
            message = inFlight[sequence];
            inFlight.RemoveFirst(1);
        }

        return waits;
    }
}

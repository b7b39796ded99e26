using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>
/// Compares what one connection gets back with what it must get, byte for byte. Replies are expected in the order
/// in which the messages were sent, and the comparison is then of whole stretches. Bytes that do not fit go to a
/// <see cref="ReplySearch"/>.
/// </summary>
internal sealed class ReplyVerifier
{
    private readonly Payload _payload;
    private readonly int _connection;
    private readonly InFlight _inFlight;
    private readonly RunTally _tally;
    private readonly IReplyObserver? _observer;
    private readonly byte[] _scratch;
    private readonly byte[] _reply;
    private ReplySearch? _search;
    private long _position;

    /// <summary>Verifies one connection's replies.</summary>
    /// <param name="payload">What is expected.</param>
    /// <param name="connection">The connection's number.</param>
    /// <param name="inFlight">Its messages that wait for replies.</param>
    /// <param name="tally">Where to count.</param>
    /// <param name="scratch">Room to write expected replies in, shared by the connections of a thread.</param>
    /// <param name="observer">Shown each reply; null for none.</param>
    public ReplyVerifier(
        Payload payload, int connection, InFlight inFlight, RunTally tally, byte[] scratch, IReplyObserver? observer)
    {
        _payload = payload;
        _connection = connection;
        _inFlight = inFlight;
        _tally = tally;
        _observer = observer;
        _scratch = scratch;
        _reply = observer is null ? [] : new byte[payload.Size];
    }

    /// <summary>Where it counts.</summary>
    public RunTally Tally => _tally;

    /// <summary>Whether the first message that waits has a part of its reply.</summary>
    private bool HasPart => _search is { HasPart: true } || _position > _inFlight.First * _payload.Size;

    /// <summary>Whether every message that has time left has its reply.</summary>
    public bool IsSettled => _inFlight.Outstanding == 0 && _search is not { Waiting: > 0 };

    /// <summary>Verifies the next bytes of the stream.</summary>
    public void Receive(ReadOnlySpan<byte> bytes, long now)
    {
        while (!bytes.IsEmpty)
        {
            if (_search is { IsOpen: true })
            {
                Search(bytes, now);
                return;
            }

            long expected = (_inFlight.Next * _payload.Size) - _position;
            int part = (int)Math.Min(Math.Min(bytes.Length, _scratch.Length), expected);
            int offset = (int)(_position % _payload.Size);
            if (_observer is not null)
            {
                part = Math.Min(part, _payload.Size - offset);
            }

            if (part == 0 || !IsExpected(bytes[..part]))
            {
                Search(bytes, now);
                return;
            }

            if (_observer is not null)
            {
                bytes[..part].CopyTo(_reply.AsSpan(offset));
            }

            _position += part;
            CompleteRight(now);
            bytes = bytes[part..];
        }
    }

    /// <summary>Judges the messages whose time is up, if the first of them is: not by the check that comes now and then.</summary>
    public void TimeOutFirst(long now, long timeoutTicks)
    {
        if (_inFlight.IsFirstUp(now, timeoutTicks))
        {
            TimeOut(now, timeoutTicks);
        }
    }

    /// <summary>Judges the messages whose time is up.</summary>
    public void TimeOut(long now, long timeoutTicks)
    {
        _search?.TimeOut(now, timeoutTicks);
        while (_inFlight.IsFirstUp(now, timeoutTicks))
        {
            bool isShort = _inFlight.Overdue == 0 && HasPart;
            SentMessage message = _inFlight[_inFlight.FirstInTime];
            _observer?.TimedOut(_inFlight.FirstInTime, message.SentAt);
            _inFlight.Judge(isShort ? MessageState.Short : MessageState.TimedOut);
            Faults faults = _tally.FaultsOf(message.DueAt);
            faults.Short += isShort ? 1 : 0;
            faults.TimedOut += isShort ? 0 : 1;
        }

        if (_search is not null)
        {
            // It may have taken messages out.
            _position = Math.Max(_position, _inFlight.First * _payload.Size);
        }
    }

    /// <summary>The connection has ended: what waited and had time left is lost.</summary>
    /// <returns>How many messages that were.</returns>
    public long Lose()
    {
        long lost = _inFlight.Outstanding + (_search?.Waiting ?? 0);
        for (long sequence = _inFlight.FirstInTime; sequence < _inFlight.Next; sequence++)
        {
            _tally.FaultsOf(_inFlight[sequence].DueAt).Lost++;
        }

        _search?.Lose();
        return lost;
    }

    /// <summary>When the first message that waits with time left was due; now if none does.</summary>
    public long FirstDueAt(long now) => _inFlight.Outstanding > 0 ? _inFlight[_inFlight.FirstInTime].DueAt : now;

    /// <summary>The run was stopped: what waits and has time left is under way, but lost if a later message has its reply.</summary>
    public void CountUnderWay()
    {
        for (long sequence = _inFlight.FirstInTime; sequence < _inFlight.Next; sequence++)
        {
            _tally.CountUnderWay(_inFlight[sequence].DueAt);
        }

        _search?.Lose();
    }

    /// <summary>No more bytes are given to it: messages that have no right reply will have none.</summary>
    public void End()
    {
        _search?.End();
        for (; _inFlight.First < _inFlight.Next; _inFlight.RemoveFirst(1))
        {
            _tally.Miss(_inFlight[_inFlight.First].DueAt);
        }
    }

    private bool IsExpected(ReadOnlySpan<byte> bytes)
    {
        if (_payload.Expect == Expect.Any)
        {
            return true;
        }

        Span<byte> expected = _scratch.AsSpan(0, bytes.Length);
        _payload.FillReplies(_connection, _position, expected);
        return bytes.SequenceEqual(expected);
    }

    /// <summary>Messages sent at one time are counted together: with many under way most of them are.</summary>
    private void CompleteRight(long now)
    {
        long end = _position / _payload.Size;
        while (_inFlight.First < end)
        {
            SentMessage message = _inFlight[_inFlight.First];
            int count = 1;
            while (_inFlight.First + count < end && _inFlight[_inFlight.First + count] == message)
            {
                count++;
            }

            _observer?.Replied(_inFlight.First, _reply, message.State == MessageState.Waiting ? ReplyVerdict.Right : ReplyVerdict.Late, now - message.SentAt);
            _inFlight.RemoveFirst(count);
            if (message.State == MessageState.Waiting)
            {
                _tally.CountAnswered(message, now, count);
            }
            else
            {
                _tally.CountLate(message, now, count);
            }
        }
    }

    private void Search(ReadOnlySpan<byte> bytes, long now)
    {
        _search ??= new ReplySearch(_payload, _connection, _inFlight, _tally, _observer);
        if (!_search.IsOpen)
        {
            // What came of the present reply was as expected, so it need not have been kept.
            int part = (int)(_position - (_inFlight.First * _payload.Size));
            byte[] begun = new byte[part];
            _payload.FillReplies(_connection, _inFlight.First * _payload.Size, begun);
            _search.Open(begun);
        }

        _search.Receive(bytes, now);
        _position = _inFlight.First * _payload.Size;
    }
}

namespace Pollecho.Client;

/// <summary>
/// Compares what one connection gets back with what it must get, byte for byte. Replies are expected in the order
/// in which the messages were sent, and the comparison is then of whole stretches. Bytes that do not fit go to a
/// <see cref="ReplySearch"/>, if messages tell which they are; else each is judged by its place.
/// </summary>
internal sealed class ReplyVerifier
{
    private readonly Payload _payload;
    private readonly int _connection;
    private readonly InFlight _inFlight;
    private readonly LoadTally _tally;
    private readonly IReplyObserver? _observer;
    private readonly byte[] _scratch;
    private readonly byte[] _reply;
    private ReplySearch? _search;
    private long _position;
    private bool _headIsAltered;

    /// <summary>Verifies one connection's replies.</summary>
    /// <param name="payload">What is expected.</param>
    /// <param name="connection">The connection's number.</param>
    /// <param name="inFlight">Its messages that wait for replies.</param>
    /// <param name="tally">Where to count.</param>
    /// <param name="scratch">Room to write expected replies in, shared by the connections of a thread.</param>
    /// <param name="observer">Who is told of each reply, if anybody.</param>
    public ReplyVerifier(
        Payload payload, int connection, InFlight inFlight, LoadTally tally, byte[] scratch, IReplyObserver? observer)
    {
        _payload = payload;
        _connection = connection;
        _inFlight = inFlight;
        _tally = tally;
        _observer = observer;
        _scratch = scratch;
        _reply = observer is null ? [] : new byte[payload.Size];
    }

    /// <summary>Whether the first message that waits has a part of its reply.</summary>
    private bool HasPart => _search is { IsEmpty: false } || _position > _inFlight.First * _payload.Size;

    /// <summary>Whether every message that has time left has its reply.</summary>
    public bool IsSettled => _inFlight.Outstanding == 0 && _search is not { HasMissing: true };

    /// <summary>Verifies the next bytes of the stream.</summary>
    public void Receive(ReadOnlySpan<byte> bytes, long now)
    {
        if (_search is { IsOpen: true })
        {
            Search(bytes, now);
            return;
        }

        while (!bytes.IsEmpty)
        {
            long expected = (_inFlight.Next * _payload.Size) - _position;
            int part = (int)Math.Min(Math.Min(bytes.Length, _scratch.Length), expected);
            if (part == 0 && !_payload.IsIdentified)
            {
                _tally.Faults.SurplusBytes += bytes.Length;
                return;
            }

            bool right = IsExpected(bytes[..part]);
            if (part == 0 || (!right && _payload.IsIdentified))
            {
                Search(bytes, now);
                return;
            }

            if (_observer is not null || !right)
            {
                part = ReceiveOfOneMessage(bytes[..part], now);
            }
            else
            {
                _position += part;
                CompleteRight(now);
            }

            bytes = bytes[part..];
        }
    }

    /// <summary>Judges the messages whose time is up.</summary>
    public void TimeOut(long now, long timeoutTicks)
    {
        while (_inFlight.Outstanding > 0 && _inFlight[_inFlight.First + _inFlight.Overdue].SentAt + timeoutTicks <= now)
        {
            bool isShort = _inFlight.Overdue == 0 && HasPart;
            _observer?.TimedOut(_inFlight.First + _inFlight.Overdue);
            _inFlight.Judge(isShort ? Verdict.Short : Verdict.TimedOut);
            _tally.Faults.Short += isShort ? 1 : 0;
            _tally.Faults.TimedOut += isShort ? 0 : 1;
        }

        _search?.TimeOut(now, timeoutTicks);
    }

    /// <summary>The connection has ended: what waited and had time left is lost.</summary>
    public void Lose() => _tally.Faults.Lost += _inFlight.Outstanding + (_search?.MissingWithTimeLeft ?? 0);

    /// <summary>No more bytes are given to it.</summary>
    public void End() => _search?.End();

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

            _inFlight.RemoveFirst(count);
            if (message.Verdict == Verdict.Waiting)
            {
                _tally.CountAnswered(message, now, count);
            }
            else
            {
                _tally.Faults.Withdraw(message.Verdict, count);
                _tally.Faults.Late += count;
            }
        }
    }

    /// <summary>Goes on with one message by itself, to find whether it, and no other, was altered, or to show it.</summary>
    /// <returns>How many bytes were of that message.</returns>
    private int ReceiveOfOneMessage(ReadOnlySpan<byte> bytes, long now)
    {
        int offset = (int)(_position % _payload.Size);
        ReadOnlySpan<byte> part = bytes[..Math.Min(bytes.Length, _payload.Size - offset)];
        _headIsAltered |= !IsExpected(part);
        if (_observer is not null)
        {
            part.CopyTo(_reply.AsSpan(offset));
        }

        _position += part.Length;
        if (offset + part.Length == _payload.Size)
        {
            SentMessage message = _inFlight[_inFlight.First];
            _observer?.Replied(_inFlight.First, _reply, !_headIsAltered, now - message.SentAt);
            if (_headIsAltered)
            {
                _inFlight.RemoveFirst(1);
                _tally.Faults.Withdraw(message.Verdict, 1);
                _tally.Faults.Altered++;
                _headIsAltered = false;
            }
            else
            {
                CompleteRight(now);
            }
        }

        return part.Length;
    }

    private void Search(ReadOnlySpan<byte> bytes, long now)
    {
        _search ??= new ReplySearch(_payload, _connection, _inFlight, _tally);
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

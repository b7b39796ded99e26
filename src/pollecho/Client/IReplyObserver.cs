using System.Net;
using System.Net.Sockets;
using Pollecho.Results;

namespace Pollecho.Client;

/// <summary>Shown each reply, on the client's thread.</summary>
internal interface IReplyObserver
{
    /// <summary>A connection is open, and its sending begins.</summary>
    /// <param name="connection">The number that its messages bear.</param>
    /// <param name="endPoint">Where it goes.</param>
    /// <param name="connectTicks">How long it took to open it, as Stopwatch counts.</param>
    void Connected(int connection, EndPoint endPoint, long connectTicks);

    /// <summary>It has ended or failed before the client was through.</summary>
    /// <param name="sent">How many messages were sent on it.</param>
    /// <param name="lost">How many of these had time left, and get no reply.</param>
    /// <param name="lostSince">When the first of these was sent, as Stopwatch counts; null if there is none.</param>
    /// <param name="error">Why; success when the server closed it.</param>
    /// <param name="reopens">Whether it will be opened again.</param>
    void Disconnected(long sent, long lost, long? lostSince, SocketError error, bool reopens);

    /// <summary>A reply came; or bytes that are taken for one, perhaps too few, until the right reply comes.</summary>
    /// <param name="sequence">The message's number on its connection, from 0.</param>
    /// <param name="reply">The bytes that came.</param>
    /// <param name="verdict">What they are found to be.</param>
    /// <param name="roundTripTicks">From the send to the last byte, as Stopwatch counts.</param>
    void Replied(long sequence, ReadOnlySpan<byte> reply, ReplyVerdict verdict, long roundTripTicks);

    /// <summary>Bytes came that belong to no message's reply, or are a reply that has come before.</summary>
    void Surplus(ReadOnlySpan<byte> bytes);

    /// <summary>A message's time is up, and its reply has not come.</summary>
    /// <param name="sequence">The message's number on its connection, from 0.</param>
    /// <param name="sentAt">When it was sent, as Stopwatch counts.</param>
    void TimedOut(long sequence, long sentAt);

    /// <summary>Messages were due while there was no connection, and are not sent.</summary>
    /// <param name="count">How many.</param>
    /// <param name="since">When the first of them was due, as Stopwatch counts.</param>
    void Unsent(long count, long since)
    {
    }

    /// <summary>The loop has looked for messages whose time is up, as it does ten times a second or more often.</summary>
    /// <param name="soFar">What it has counted so far.</param>
    void Looked(RunResult soFar)
    {
    }
}

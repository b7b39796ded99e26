using System.Net.Sockets;

namespace Pollecho.Client;

/// <summary>Shown each reply, on the client's thread.</summary>
internal interface IReplyObserver
{
    /// <summary>A connection is open, and its sending begins.</summary>
    /// <param name="connection">The number that its messages bear.</param>
    void Connected(int connection);

    /// <summary>It has ended or failed, and will be opened again.</summary>
    /// <param name="sent">How many messages were sent on it.</param>
    /// <param name="error">Why; success when the server closed it.</param>
    void Disconnected(long sent, SocketError error);

    /// <summary>A reply came; or bytes that are taken for one, perhaps too few, until the right reply comes.</summary>
    /// <param name="sequence">The message's number on its connection, from 0.</param>
    /// <param name="reply">The bytes that came.</param>
    /// <param name="right">Whether they are what was expected.</param>
    /// <param name="roundTripTicks">From the send to the last byte, as Stopwatch counts.</param>
    void Replied(long sequence, ReadOnlySpan<byte> reply, bool right, long roundTripTicks);

    /// <summary>Bytes came that belong to no message's reply, or are a reply that has come before.</summary>
    void Surplus(ReadOnlySpan<byte> bytes);

    /// <summary>A message's time is up, and its reply has not come.</summary>
    void TimedOut(long sequence);
}

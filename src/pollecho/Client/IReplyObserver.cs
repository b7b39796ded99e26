namespace Pollecho.Client;

/// <summary>Hears of each reply, on the client's thread.</summary>
internal interface IReplyObserver
{
    /// <summary>The connection is open, and the sending begins.</summary>
    void Began();

    /// <summary>A whole reply came.</summary>
    /// <param name="sequence">The message's number, from 0.</param>
    /// <param name="reply">The bytes that came.</param>
    /// <param name="right">Whether they are what was expected.</param>
    /// <param name="roundTripTicks">From the send to the last byte, as Stopwatch counts.</param>
    void Replied(long sequence, ReadOnlySpan<byte> reply, bool right, long roundTripTicks);

    /// <summary>A message's time is up, and its reply has not come.</summary>
    void TimedOut(long sequence);
}

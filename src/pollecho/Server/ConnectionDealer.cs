using System.Collections.Concurrent;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>
/// Where the poll loops get their connections from. The first loop accepts for all of them, and each connection
/// goes to the loop that has the fewest, so that they differ by one at most as long as none closes.
/// Between loops there is a queue, used once a connection: no message ever passes it.
/// </summary>
/// <param name="acceptor">The first loop's.</param>
/// <param name="waits">How each loop waits: dealing a connection to a loop wakes it.</param>
/// <param name="look">Where the loops report that they have looked at all their sockets.</param>
internal sealed class ConnectionDealer(ConnectionAcceptor acceptor, IReadOnlyList<IWaitStrategy> waits, LookRound look)
{
    private readonly Hand[] _hands = [.. waits.Select(wait => new Hand(wait))];
    private int _lastId;
    private volatile bool _ended;

    /// <summary>A loop begins. Called on that loop's thread.</summary>
    public void Begin(int loop)
    {
        if (loop == 0)
        {
            acceptor.Begin();
        }
    }

    /// <summary>How many connections were accepted, including those turned away. Asked on the first loop's thread.</summary>
    public long Accepts => acceptor.Accepts;

    /// <summary>Whether connections may be waiting to be accepted, or for a place. Asked on the first loop's thread.</summary>
    public bool MoreMayWait => !_ended && acceptor.MoreMayWait;

    /// <summary>Whether accepting is put off. Asked on the first loop's thread.</summary>
    public bool IsPutOff => acceptor.IsPutOff;

    /// <summary>Whether asking again in the same turn may yield another connection. Asked on the first loop's thread.</summary>
    public bool AcceptsMore => MoreMayWait && !acceptor.IsHeldUp;

    /// <summary>A loop is between two turns. Called on its thread.</summary>
    public void BetweenTurns(int loop) => look.BetweenTurns(loop);

    /// <summary>
    /// A loop takes no more connections than it was dealt. The first loop closes the listener with this, and wakes the
    /// others, which get no more. Called on that loop's thread; may be called again.
    /// </summary>
    public void End(int loop)
    {
        if (loop == 0 && !_ended)
        {
            acceptor.End();
            _ended = true;
            Array.ForEach(_hands, hand => hand.Wait.Wake());
        }
    }

    /// <summary>Whether a loop may still get a connection. Called on that loop's thread.</summary>
    public bool MayDeal(int loop) => !_ended || !_hands[loop].Dealt.IsEmpty;

    /// <summary>When a loop must ask for its next connection at the latest, even if it is not woken.</summary>
    public long AskBy(int loop) => loop == 0 ? acceptor.AskBy : Deadline.Never;

    /// <summary>The next connection for a loop. Called on that loop's thread.</summary>
    /// <param name="loop">The loop's number, from 0.</param>
    /// <param name="socket">The connection, or null if there is none now.</param>
    /// <param name="id">Its number in order of arrival, from 1.</param>
    /// <returns>Success, <see cref="SocketError.WouldBlock"/>, or why the accept failed.</returns>
    public SocketError Next(int loop, out Socket? socket, out int id)
    {
        if (_hands[loop].Dealt.TryDequeue(out (Socket Socket, int Id) dealt))
        {
            (socket, id) = dealt;
            return SocketError.Success;
        }

        if (loop == 0 && !_ended)
        {
            return AcceptForFirst(out socket, out id);
        }

        (socket, id) = (null, 0);
        return SocketError.WouldBlock;
    }

    /// <summary>A loop's connection has closed. Called on that loop's thread.</summary>
    public void Closed(int loop)
    {
        Interlocked.Decrement(ref _hands[loop].Open);
        acceptor.Closed();
    }

    /// <summary>Cuts off connections that were dealt and not taken, for instance by a loop that failed; called when every loop has ended.</summary>
    public void CloseUntaken()
    {
        foreach (Hand hand in _hands)
        {
            while (hand.Dealt.TryDequeue(out (Socket Socket, int Id) dealt))
            {
                acceptor.Counters.CutOff++;
                SocketCalls.Reset(dealt.Socket);
            }
        }
    }

    /// <summary>Accepts, and deals to the other loops, until it is the first loop's turn to get one.</summary>
    private SocketError AcceptForFirst(out Socket? socket, out int id)
    {
        while (true)
        {
            SocketError error = acceptor.Next(out socket);
            id = socket is null ? 0 : ++_lastId;
            if (socket is null)
            {
                return error;
            }

            Hand least = Least();
            Interlocked.Increment(ref least.Open);
            if (least == _hands[0])
            {
                return SocketError.Success;
            }

            least.Dealt.Enqueue((socket, id));
            least.Wait.Wake();
        }
    }

    private Hand Least()
    {
        Hand least = _hands[0];
        foreach (Hand hand in _hands)
        {
            if (Volatile.Read(ref hand.Open) < Volatile.Read(ref least.Open))
            {
                least = hand;
            }
        }

        return least;
    }

    /// <summary>The connections dealt to one loop.</summary>
    private sealed class Hand(IWaitStrategy wait)
    {
        public readonly ConcurrentQueue<(Socket Socket, int Id)> Dealt = new();
        public readonly IWaitStrategy Wait = wait;
        public int Open;
    }
}

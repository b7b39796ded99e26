using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Pollecho.Time;

namespace Pollecho.Server;

/// <summary>
/// Connections waiting for a place while the server is full. A peer that closes one connection and opens another has
/// left room for it, even if both arrive in the same turn, or the end of the first a little after the second. One is
/// turned away when it has waited long enough, or too many wait, and every loop has looked at its sockets once more since
/// (<see cref="LookRound"/>). Belongs to the thread of the loop that accepts, but for <see cref="SomeWait"/>.
/// </summary>
/// <param name="look">The loops, asked to look.</param>
/// <param name="most">The most that wait.</param>
internal sealed class PlaceQueue(LookRound look, int most)
{
    /// <summary>How long a connection waits for a place. Connections are not delivered in order, one against the other.</summary>
    private static readonly TimeSpan PlaceWait = TimeSpan.FromMilliseconds(25);

    private readonly Queue<(Socket Socket, long Until)> _waiting = new(most);
    private int _look;
    private int _lookedFor;
    private volatile bool _someWait;

    /// <summary>Whether none is waiting.</summary>
    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>Whether no more may wait.</summary>
    public bool IsFull => _waiting.Count == most;

    /// <summary>The same as not <see cref="IsEmpty"/>, for other threads.</summary>
    public bool SomeWait => _someWait;

    /// <summary>When the first has waited long enough; <see cref="Deadline.Never"/> if none is waiting, or a look is under way.</summary>
    public long LookBy => _look == 0 && _waiting.TryPeek(out (Socket Socket, long Until) first) ? first.Until : Deadline.Never;

    /// <summary>Adds a connection, whose wait begins now.</summary>
    public void Add(Socket socket)
    {
        _waiting.Enqueue((socket, Deadline.After(Stopwatch.GetTimestamp(), PlaceWait)));
        _someWait = true;
    }

    /// <summary>Takes the one that has waited longest; the queue must not be empty.</summary>
    public Socket Take()
    {
        Socket socket = _waiting.Dequeue().Socket;
        _lookedFor = Math.Max(0, _lookedFor - 1);
        _someWait = _waiting.Count > 0;
        return socket;
    }

    /// <summary>
    /// Takes one that has waited long enough, if every loop has looked since; otherwise asks the loops to look.
    /// </summary>
    public bool TryTakeOverdue([NotNullWhen(true)] out Socket? socket)
    {
        _look = _look != 0 && look.IsDone(_look) ? 0 : _look;
        if (_look == 0 && _lookedFor > 0)
        {
            socket = Take();
            return true;
        }

        if (_look == 0 && _waiting.Count > 0)
        {
            long now = Stopwatch.GetTimestamp();
            _lookedFor = IsFull ? most : _waiting.Count(one => one.Until <= now);
            _look = _lookedFor > 0 ? look.Ask() : 0;
        }

        socket = null;
        return false;
    }
}

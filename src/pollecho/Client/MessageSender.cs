using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Tracing;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>
/// Decides when the connections of one thread send, and sends. For the loop's thread; sending allocates nothing.
/// </summary>
/// <param name="pipeline">Messages under way at most on each connection.</param>
/// <param name="wait">Watches the connections.</param>
/// <param name="window">The measured window.</param>
/// <param name="connections">The connections.</param>
internal abstract class MessageSender(int pipeline, IWaitStrategy wait, MeasuredWindow window, ClientConnections connections)
{
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);

    /// <summary>The measured window.</summary>
    protected MeasuredWindow Window { get; } = window;

    /// <summary>The connections.</summary>
    protected ClientConnections Connections { get; } = connections;

    /// <summary>A blocking wait ends up to a millisecond late, so what is due sooner than this, as Stopwatch counts, is spun for.</summary>
    public virtual long SpinBeforeDue { get; } = Stopwatch.Frequency / 500;

    /// <summary>Whether a message is begun also while the system has not taken all of those before it.</summary>
    protected virtual bool SendsBehindUnsent => false;

    /// <summary>The sending begins.</summary>
    /// <param name="startAt">When that of the run began, as Stopwatch counts.</param>
    public abstract void Begin(long startAt);

    /// <summary>Whether nothing more is to be sent.</summary>
    public abstract bool IsThrough(long now);

    /// <summary>When a message is due next; never, when nothing is sent by the clock or nothing more is to be sent.</summary>
    public abstract long NextDue(long now);

    /// <summary>Sends what is due by the clock.</summary>
    /// <param name="now">Until when. No message is stamped with it: the last of many is sent long after it.</param>
    /// <returns>Whether anything was due.</returns>
    public abstract bool SendDue(long now);

    /// <summary>Counts what was due by the clock and has no connection to be sent on.</summary>
    /// <param name="now">Up to when.</param>
    public virtual void CountMissed(long now)
    {
    }

    /// <summary>The window has ended.</summary>
    public virtual void MarkWindowEnd()
    {
    }

    /// <summary>The run is stopped, and its window cut.</summary>
    /// <param name="giveUpAt">Until when what was due by then may be sent.</param>
    public virtual void Stop(long giveUpAt)
    {
    }

    /// <summary>The run has ended.</summary>
    /// <param name="until">Up to when messages were due.</param>
    public virtual void End(long until)
    {
    }

    /// <summary>Sends what a connection may send now: after a reply, or when it was opened.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="now">The time, read for this connection: what it sends is stamped with it.</param>
    public void SendNext(ClientConnection connection, long now)
    {
        if (Window.HasBegun && !connection.IsClosed && (SendsBehindUnsent || !connection.HasUnsent))
        {
            SendNext(connection, now, room: pipeline - connection.InFlight.Outstanding);
        }
    }

    /// <summary>Goes on sending what a connection has begun.</summary>
    /// <returns>Whether anything was sent, or it has failed.</returns>
    public bool SendUnsent(ClientConnection connection)
    {
        ILoopTrace? trace = Connections.Trace is { } traced && connection.HasUnsent ? traced : null;
        trace?.Begin(CallKind.Send);
        IoResult sent = connection.SendUnsent(_buffer);
        trace?.Called(CallKind.Send, connection.Number, sent, default);

        if (!sent.Succeeded && !sent.WouldBlock)
        {
            Fail(connection, sent.Error);
            return true;
        }

        Interest interest = connection.HasUnsent ? Interest.Read | Interest.Write : Interest.Read;
        if (connection.Interest != interest)
        {
            wait.Watch(connection, interest);
        }

        return sent.Bytes > 0;
    }

    /// <summary>A connection has ended or failed: what waits for it is sent on the next one at its place, if there will be one.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="error">Why; success when the server closed it.</param>
    public virtual void Fail(ClientConnection connection, SocketError error) =>
        Connections.Fail(connection, error, IsThrough(Stopwatch.GetTimestamp()));

    /// <summary>Sends what a connection may send that has sent all it has begun, or <see cref="SendsBehindUnsent"/>.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="now">The time, with which it is stamped.</param>
    /// <param name="room">How many messages more may be under way on it; perhaps none.</param>
    protected abstract void SendNext(ClientConnection connection, long now, int room);

    /// <summary>Counts messages as sent; <see cref="SendUnsent"/> sends them.</summary>
    protected static void Add(ClientConnection connection, int count, long now, long due)
    {
        connection.InFlight.Add(count, now, due);
        connection.Tally.CountSent(count, due);
    }
}

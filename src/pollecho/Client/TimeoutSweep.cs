using System.Diagnostics;
using Pollecho.Time;

namespace Pollecho.Client;

/// <summary>Gives up on replies and connects whose time is up. It looks at every connection now and then; for the loop's thread.</summary>
/// <param name="timeout">How long a reply is waited for.</param>
/// <param name="connections">The connections of the thread.</param>
/// <param name="sender">Sends on them what there is room for then.</param>
internal sealed class TimeoutSweep(TimeSpan timeout, ClientConnections connections, MessageSender sender)
{
    private readonly long _timeoutTicks = Deadline.After(0, timeout);

    /// <summary>When to sweep next, as Stopwatch counts.</summary>
    public long NextAt { get; private set; }

    /// <summary>A fiftieth of the time-out, from 1 ms to 100 ms: so much later than asked for a message may be given up.</summary>
    private long Period => Math.Clamp(_timeoutTicks / 50, Stopwatch.Frequency / 1000, Stopwatch.Frequency / 10);

    /// <summary>Whether it is time to sweep.</summary>
    public bool IsDue(long now) => now >= NextAt;

    /// <summary>A reply is about to be read: one whose time is up counts as late, whenever the next sweep is.</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="now">The time by which it is judged.</param>
    public void BeforeReply(ClientConnection connection, long now) => connection.Verifier.TimeOutFirst(now, _timeoutTicks);

    /// <summary>Looks at every connection.</summary>
    /// <param name="now">The time, from which the next sweep is planned.</param>
    /// <param name="judgedAt">The time by which replies and connects are judged: after a stall, when that began.</param>
    public void Sweep(long now, long judgedAt)
    {
        NextAt = now + Period;
        sender.CountMissed(now);
        foreach (ClientConnection? connection in connections.All)
        {
            if (connection is { IsOpen: true })
            {
                connection.Verifier.TimeOut(judgedAt, _timeoutTicks);
                sender.SendNext(connection, Stopwatch.GetTimestamp());
            }
            else if (connection is not null && judgedAt >= connection.ConnectDeadline)
            {
                connections.GiveUp(connection);
            }
        }
    }
}

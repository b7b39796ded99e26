using System.Net.Sockets;

namespace Pollecho.Server;

/// <summary>
/// What one poll loop has done so far. Written by the loop's thread only; any thread may read it at any time, and
/// sees values a moment old, each right in itself.
/// </summary>
internal sealed class ServerCounters
{
    /// <summary>Connections open now.</summary>
    public int Open { get; internal set; }

    /// <summary>Connections on the write list now: open, with bytes unsent.</summary>
    public int WriteList { get; internal set; }

    /// <summary>Connections accepted.</summary>
    public long Accepted { get; internal set; }

    /// <summary>Connections closed as soon as they were accepted: the server, or the system, was at its limit.</summary>
    public long TurnedAway { get; internal set; }

    /// <summary>Connections that the peer reset, before or during a reply.</summary>
    public long Resets { get; internal set; }

    /// <summary>Connections that ended with another error, such as an unreachable network.</summary>
    public long OtherFailures { get; internal set; }

    /// <summary>Connections closed because they sent nothing for the idle time-out.</summary>
    public long IdleTimeouts { get; internal set; }

    /// <summary>Connections cut off because there was no memory to keep the rest of a reply.</summary>
    public long NoMemory { get; internal set; }

    /// <summary>How often reading a connection was put off until there is memory to keep its replies.</summary>
    public long ReadsPutOff { get; internal set; }

    /// <summary>Connections cut off because the peer took nothing of its reply for the send time-out.</summary>
    public long SendTimeouts { get; internal set; }

    /// <summary>Connections cut off at the end of a stop: the peer had not taken every reply.</summary>
    public long CutOff { get; internal set; }

    /// <summary>Accepts that failed: the connection had already gone, the network failed, or a firewall forbade it.</summary>
    public long AcceptErrors { get; internal set; }

    /// <summary>Accepts put off because the process or the system was out of file handles or memory.</summary>
    public long AcceptsPutOff { get; internal set; }

    /// <summary>Bytes received.</summary>
    public long BytesIn { get; internal set; }

    /// <summary>Bytes sent.</summary>
    public long BytesOut { get; internal set; }

    /// <summary>Turns of the loop.</summary>
    public long Turns { get; internal set; }

    /// <summary>Turns that found nothing to do.</summary>
    public long EmptyTurns { get; internal set; }

    /// <summary>Receives, would-block included.</summary>
    public long Receives { get; internal set; }

    /// <summary>Sends, would-block included.</summary>
    public long Sends { get; internal set; }

    /// <summary>Receives and sends that would have blocked.</summary>
    public long WouldBlock { get; internal set; }

    /// <summary>Accepts that found no connection.</summary>
    public long EmptyAccepts { get; internal set; }

    /// <summary>Readiness calls that found nothing ready.</summary>
    public long EmptyWaits { get; internal set; }

    /// <summary>All calls that found nothing.</summary>
    public long EmptyCalls => WouldBlock + EmptyAccepts + EmptyWaits;

    /// <summary>Units of other work done in empty turns.</summary>
    public long OtherWork { get; internal set; }

    /// <summary>Counts the error with which a connection has ended, if there was one.</summary>
    internal void AddFailure(SocketError error)
    {
        if (error is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown)
        {
            Resets++;
        }
        else if (error == SocketError.NoBufferSpaceAvailable)
        {
            NoMemory++;
        }
        else if (error != SocketError.Success)
        {
            OtherFailures++;
        }
    }

    /// <summary>A turn has ended.</summary>
    /// <param name="didNothing">Whether it was an empty one.</param>
    /// <param name="waitReportedNothing">Whether its readiness call reported nothing.</param>
    internal void CountTurn(bool didNothing, bool waitReportedNothing)
    {
        Turns++;
        if (didNothing)
        {
            EmptyTurns++;
            EmptyWaits += waitReportedNothing ? 1 : 0;
        }
    }

    /// <summary>Adds another loop's.</summary>
    internal void Add(ServerCounters other)
    {
        Open += other.Open;
        WriteList += other.WriteList;
        Accepted += other.Accepted;
        TurnedAway += other.TurnedAway;
        Resets += other.Resets;
        OtherFailures += other.OtherFailures;
        IdleTimeouts += other.IdleTimeouts;
        NoMemory += other.NoMemory;
        ReadsPutOff += other.ReadsPutOff;
        SendTimeouts += other.SendTimeouts;
        CutOff += other.CutOff;
        AcceptErrors += other.AcceptErrors;
        AcceptsPutOff += other.AcceptsPutOff;
        BytesIn += other.BytesIn;
        BytesOut += other.BytesOut;
        Turns += other.Turns;
        EmptyTurns += other.EmptyTurns;
        Receives += other.Receives;
        Sends += other.Sends;
        WouldBlock += other.WouldBlock;
        EmptyAccepts += other.EmptyAccepts;
        EmptyWaits += other.EmptyWaits;
        OtherWork += other.OtherWork;
    }

    /// <summary>Connections being read now.</summary>
    public int ReadList => Open - WriteList;
}

namespace Pollecho.Server;

/// <summary>
/// What one poll loop has done so far. Written by the loop's thread only; another may read it at any time and
/// sees values a moment old, each right in itself.
/// </summary>
public sealed class ServerCounters
{
    /// <summary>Connections open now.</summary>
    public int Open { get; internal set; }

    /// <summary>Connections on the write list now: open, with bytes unsent.</summary>
    public int WriteList { get; internal set; }

    /// <summary>Connections accepted.</summary>
    public long Accepted { get; internal set; }

    /// <summary>Connections that ended by an error, as a reset.</summary>
    public long Failed { get; internal set; }

    /// <summary>Accepts that failed.</summary>
    public long AcceptErrors { get; internal set; }

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

    /// <summary>Receives and sends that would have blocked: calls for nothing.</summary>
    public long WouldBlock { get; internal set; }

    /// <summary>Units of other work done in empty turns.</summary>
    public long OtherWork { get; internal set; }

    /// <summary>Adds another loop's.</summary>
    internal void Add(ServerCounters other)
    {
        Open += other.Open;
        WriteList += other.WriteList;
        Accepted += other.Accepted;
        Failed += other.Failed;
        AcceptErrors += other.AcceptErrors;
        BytesIn += other.BytesIn;
        BytesOut += other.BytesOut;
        Turns += other.Turns;
        EmptyTurns += other.EmptyTurns;
        Receives += other.Receives;
        Sends += other.Sends;
        WouldBlock += other.WouldBlock;
        OtherWork += other.OtherWork;
    }

    /// <summary>Connections being read now.</summary>
    public int ReadList => Open - WriteList;
}

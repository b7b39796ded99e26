namespace Pollecho.Compare.Models;

/// <summary>What a model has counted. Written by many threads.</summary>
internal sealed class ModelCounters
{
    private long _accepted;
    private long _bytesOut;

    /// <summary>Connections accepted.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Bytes sent.</summary>
    public long BytesOut => Volatile.Read(ref _bytesOut);

    /// <summary>A connection was accepted.</summary>
    public void CountAccepted() => Interlocked.Increment(ref _accepted);

    /// <summary>Bytes were sent.</summary>
    public void CountSent(int bytes) => Interlocked.Add(ref _bytesOut, bytes);
}

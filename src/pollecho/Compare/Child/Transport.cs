namespace Pollecho.Compare.Child;

/// <summary>What the client and a server under comparison talk over.</summary>
internal enum Transport
{
    /// <summary>TCP over the loopback.</summary>
    Tcp,

    /// <summary>A unix socket: the same calls of the loops, without what TCP does in between.</summary>
    Unix,
}

using System.Net.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>How the server is to work.</summary>
/// <param name="Wait">How each loop waits.</param>
internal sealed record ServerOptions(WaitSpec Wait)
{
    /// <summary>What it replies.</summary>
    public Reply Reply { get; init; }

    /// <summary>How many poll loops, from 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The processors that the loops are pinned to, in turn; none: wherever the system puts them.</summary>
    public IReadOnlyList<int> Cpus { get; init; } = [];

    /// <summary>Whether turns that found nothing do a unit of other work.</summary>
    public bool OtherWork { get; init; }

    /// <summary>Its bounds.</summary>
    public ServerLimits Limits { get; init; } = new();

    /// <summary>Hears, once until all that wait were accepted, that accepting is put off, and why. On the first loop's thread.</summary>
    public Action<SocketError>? AcceptPutOff { get; init; }

    /// <summary>Makes a loop's trace, if there is to be one; called once for each.</summary>
    public Func<ILoopTrace>? CreateTrace { get; init; }
}

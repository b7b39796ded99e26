using System.Net.Sockets;
using Pollecho.Platform;
using Pollecho.Sockets;
using Pollecho.Tracing;
using Pollecho.Waiting;

namespace Pollecho.Server;

/// <summary>What the server does, and within which limits.</summary>
/// <param name="Wait">How each loop waits.</param>
internal sealed record ServerOptions(WaitSpec Wait)
{
    /// <summary>What it replies.</summary>
    public Reply Reply { get; init; }

    /// <summary>How many poll loops, from 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The processors that the loops are pinned to, in turn; empty for wherever the system puts them.</summary>
    public IReadOnlyList<int> Cpus { get; init; } = [];

    /// <summary>Whether an empty turn does a unit of other work.</summary>
    public bool OtherWork { get; init; }

    /// <summary>Its limits.</summary>
    public ServerLimits Limits { get; init; } = new();

    /// <summary>What is set on each connection. Probes, for a peer that is gone would otherwise keep its place.</summary>
    public SocketTuning Tuning { get; init; } = new() { KeepAlive = TimeSpan.FromMinutes(1) };

    /// <summary>Called when accepting is put off, with the reason; not again until every waiting connection was accepted. On the first loop's thread.</summary>
    public Action<SocketError>? AcceptPutOff { get; init; }

    /// <summary>The service manager that may watch the loops; null for none.</summary>
    public ServiceManager? Manager { get; init; }

    /// <summary>Creates a loop's trace; null for none. Called once for each loop.</summary>
    public Func<ILoopTrace>? CreateTrace { get; init; }
}

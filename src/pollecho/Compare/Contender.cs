using System.Net.Sockets;
using Pollecho.Compare.Child;
using Pollecho.Compare.Models;
using Pollecho.Tracing;
using Pollecho.Waiting;

namespace Pollecho.Compare;

/// <summary>One server in the comparison: a way of waiting, or a model of I/O that is not the poll loop.</summary>
/// <param name="Name">As it is given on the command line: <c>spin</c>, <c>sleep:5ms</c>, <c>blocking</c>; with <c>#2</c> behind it if it is there a second time.</param>
/// <param name="Wait">How its loop waits; null for a model.</param>
internal sealed record Contender(string Name, WaitSpec? Wait)
{
    /// <summary>One thread a connection, each blocked in its receive.</summary>
    public static readonly Contender Blocking = new("blocking", (listener, counters, recording) =>
        new Thread(() => BlockingModel.Run(listener, counters, recording)) { IsBackground = true }.Start());

    /// <summary>The framework's asynchronous sockets, continued on its thread pool.</summary>
    public static readonly Contender Async = new("async", (listener, counters, recording) => _ = AsyncModel.Run(listener, counters, recording));

    /// <summary>Requests handed to the system, which reports when they have ended, in one thread. Linux only.</summary>
    public static readonly Contender IoUring = new("io_uring", (listener, counters, recording) =>
        new Thread(() => IoUringModel.Run(listener, counters, recording)) { IsBackground = true }.Start());

    /// <summary>Every one that is made for this system: the ways of waiting, then the models.</summary>
    public static IReadOnlyList<Contender> OfThisSystem { get; } =
    [
        .. WaitStrategies.All.Where(kind => kind.IsOfThisSystem).Select(kind => new Contender(kind.Name, new WaitSpec(kind))),
        Blocking,
        Async,
        .. OperatingSystem.IsLinux() ? [IoUring] : Array.Empty<Contender>(),
    ];

    /// <summary>Those of them that the system lets be used, which is tried once, when first asked for.</summary>
    public static IReadOnlyList<Contender> All => field ??= [.. OfThisSystem.Where(contender => contender.Refusal is null)];

    /// <summary>Those of them that it does not.</summary>
    public static IReadOnlyList<RefusedContender> Refused => field ??= [.. OfThisSystem.Where(contender => contender.Refusal is not null)
        .Select(contender => new RefusedContender(contender.Name, contender.Refusal!))];

    private readonly Action<Socket, ModelCounters, CallRecording?>? _start;

    private Contender(string name, Action<Socket, ModelCounters, CallRecording?> start) : this(name, Wait: null) => _start = start;

    /// <summary>The name without what was given with it: <c>sleep</c> of <c>sleep:5ms</c>.</summary>
    public string Kind => Name.Split(':', '#')[0];

    /// <summary>Why the system does not let it be used, in a few words; null if it does.</summary>
    public string? Refusal => Kind == IoUring.Name ? IoUringAccess.Refusal : Wait is { Kind.IsAvailable: false } ? "this system refuses it" : null;

    /// <summary>Whether its server is one thread, the process's first.</summary>
    public bool IsSingleThreaded => Wait is not null;

    /// <summary>Whether one thread of it waits for all connections.</summary>
    public bool WaitsForAll => Wait is not null || Kind == IoUring.Name;

    /// <summary>Whether its server uses a whole core whatever comes, unless another program takes that from it.</summary>
    public bool NeverSleeps => Wait is { Kind.NeverSleeps: true };

    /// <summary>Serves as this contender, in a process that was started for it; ends with its stdin.</summary>
    /// <param name="over">What it is to be reached over.</param>
    /// <param name="record">Whether its calls are to be recorded.</param>
    public void Serve(Transport over, bool record)
    {
        var child = new ChildServer(over, record);
        if (Wait is not null)
        {
            child.Run(Wait);
        }
        else
        {
            child.Run(_start!);
        }
    }
}

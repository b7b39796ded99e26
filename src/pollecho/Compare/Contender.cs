using Pollecho.Waiting;

namespace Pollecho.Compare;

/// <summary>One server in the comparison: a way of waiting, or a model of I/O that is not the poll loop.</summary>
/// <param name="Name">As it is given on the command line: <c>spin</c>, <c>sleep:5ms</c>, <c>blocking</c>; with <c>#2</c> behind it if it is there a second time.</param>
/// <param name="Wait">How its loop waits; null for a model.</param>
internal sealed record Contender(string Name, WaitSpec? Wait)
{
    /// <summary>One thread a connection, each blocked in its receive.</summary>
    public static readonly Contender Blocking = new("blocking", null);

    /// <summary>The framework's asynchronous sockets, continued on its thread pool.</summary>
    public static readonly Contender Async = new("async", null);

    /// <summary>The name without what was given with it: <c>sleep</c> of <c>sleep:5ms</c>.</summary>
    public string Kind => Name.Split(':', '#')[0];

    /// <summary>Whether its server is one thread, the process's first.</summary>
    public bool IsSingleThreaded => Wait is not null;

    /// <summary>Whether its server uses a whole core whatever comes, unless another program takes that from it.</summary>
    public bool NeverSleeps => Wait is { Kind.NeverSleeps: true };
}

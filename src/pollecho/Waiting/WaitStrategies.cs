namespace Pollecho.Waiting;

/// <summary>All ways of waiting: the one list that the command line, its help and the comparison read.</summary>
internal static class WaitStrategies
{
    private static readonly WaitKind Select = new(
        "select", "blocks until a socket is ready: free when idle, each call costs in proportion to all sockets; poll(2) on Linux, select(2) on macOS, winsock's select on Windows", _ => new SelectStrategy())
    {
        AsksTheSystem = true,
        Capacity = SelectStrategy.MostSockets,
    };

    private static readonly WaitKind Epoll = new(
        "epoll", "blocks until a socket is ready: free when idle, silent connections cost nothing", _ => new EpollStrategy())
    {
        AsksTheSystem = true,
        OnlyOn = "Linux",
    };

    private static readonly WaitKind Kqueue = new(
        "kqueue", "blocks until a socket is ready: free when idle, silent connections cost nothing", _ => new KqueueStrategy())
    {
        AsksTheSystem = true,
        OnlyOn = "macOS",
    };

    private static readonly WaitKind Afd = new(
        "afd", "blocks until a socket is ready, as mio, libuv and wepoll do: free when idle, silent connections cost nothing", _ => new AfdStrategy())
    {
        AsksTheSystem = true,
        OnlyOn = "Windows",
        Probe = () => AfdPort.IsAvailable,
    };

    private static readonly TimeSpan DefaultNap = TimeSpan.FromMilliseconds(1);

    /// <summary>The calls of any system that report which sockets are ready, the one that scales best first.</summary>
    private static readonly WaitKind[] ReadinessCalls = [Epoll, Kqueue, Afd, Select];

    /// <summary>Those that this system has and lets be used.</summary>
    public static IReadOnlyList<WaitKind> Readiness { get; } = [.. ReadinessCalls.Where(kind => kind.IsAvailable)];

    /// <summary>All, the default first.</summary>
    public static IReadOnlyList<WaitKind> All { get; } =
    [
        Adaptive(ReadinessCalls),
        new("spin", "never waits, the notebook's loop: quickest for a few connections, a whole core always", _ => new SpinStrategy()) { NeverSleeps = true },
        new("yield", "spins, and offers the core to others after each empty turn", _ => new YieldStrategy()) { NeverSleeps = true },
        new("sleep", $"naps after each empty turn (default {DefaultNap.TotalMilliseconds:0}ms): little processor time, a nap of delay", nap => new SleepStrategy(nap))
        {
            DefaultDuration = DefaultNap,
            Step = TimeSpan.FromMilliseconds(1),
            AlwaysNamesDuration = true,
        },
        Select,
        Epoll,
        Kqueue,
        Afd,
    ];

    /// <summary>Those that this system has, the default first.</summary>
    public static IReadOnlyList<WaitKind> Available { get; } = [.. All.Where(kind => kind.IsAvailable)];

    /// <summary>The way of waiting when none is asked for.</summary>
    public static WaitSpec Default { get; } = new(All[0]);

    /// <summary>The one of that name, or null.</summary>
    public static WaitKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    /// <summary>The one that spins and then blocks, in the first of these calls that can be used.</summary>
    public static WaitKind Adaptive(params IReadOnlyList<WaitKind> readiness)
    {
        WaitKind call = readiness.First(kind => kind.IsAvailable);
        return new("adaptive", "spins while there is traffic, then blocks: quick when busy, free when idle", window => new AdaptiveStrategy(call.Create(default), window))
        {
            AsksTheSystem = true,
            DefaultDuration = AdaptiveStrategy.DefaultSpinWindow,
            Capacity = call.Capacity,
            Lacks = readiness.TakeWhile(kind => kind != call).FirstOrDefault(kind => kind.IsOfThisSystem),
        };
    }
}

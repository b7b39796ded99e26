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

    private static readonly TimeSpan DefaultNap = TimeSpan.FromMilliseconds(1);

    /// <summary>The system's own calls that report which sockets are ready, the one that scales best first.</summary>
    public static IReadOnlyList<WaitKind> Readiness { get; } = [.. new[] { Epoll, Kqueue, Select }.Where(kind => kind.IsAvailable)];

    /// <summary>All, the default first.</summary>
    public static IReadOnlyList<WaitKind> All { get; } =
    [
        new("adaptive", "spins while there is traffic, then blocks: quick when busy, free when idle", window => new AdaptiveStrategy(Readiness[0].Create(default), window))
        {
            AsksTheSystem = true,
            DefaultDuration = AdaptiveStrategy.DefaultSpinWindow,
            Capacity = Readiness[0].Capacity,
        },
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
    ];

    /// <summary>Those that this system has, the default first.</summary>
    public static IReadOnlyList<WaitKind> Available { get; } = [.. All.Where(kind => kind.IsAvailable)];

    /// <summary>The way of waiting when none is asked for.</summary>
    public static WaitSpec Default { get; } = new(All[0]);

    /// <summary>The one of that name, or null.</summary>
    public static WaitKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}

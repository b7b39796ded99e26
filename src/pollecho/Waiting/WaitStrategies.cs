namespace Pollecho.Waiting;

/// <summary>A way of waiting as a user picks it.</summary>
/// <param name="Name">The word for it.</param>
/// <param name="Cost">What it costs and is good for, in one line.</param>
/// <param name="TakesDuration">Whether a duration may be given with it: the nap, or the spin window.</param>
/// <param name="Systems">Where it exists.</param>
/// <param name="IsAvailable">Whether it exists on this system.</param>
/// <param name="Create">Makes one; the argument is the duration given with it, if any.</param>
internal sealed record WaitChoice(
    string Name, string Cost, bool TakesDuration, string Systems, bool IsAvailable, Func<TimeSpan?, IWaitStrategy> Create);

/// <summary>All ways of waiting: the one list that the command line, its help and the comparison read.</summary>
internal static class WaitStrategies
{
    /// <summary>What <see cref="WaitChoice.Systems"/> says of a strategy that needs nothing special.</summary>
    public const string Everywhere = "everywhere";

    /// <summary>The nap of <c>sleep</c> when none is given.</summary>
    public static readonly TimeSpan DefaultNap = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// How long <c>adaptive</c> looks on after the last work, when nothing else is asked for. A few times what it
    /// costs to wake a thread (50 to 80 µs where it was measured): with messages 83 µs apart it took the median round
    /// trip from 41 to 11 µs, for a whole core; further apart than this they are answered as by epoll, for a few per cent.
    /// </summary>
    public static readonly TimeSpan DefaultSpinWindow = TimeSpan.FromMicroseconds(200);

    /// <summary>The choices, the default first.</summary>
    public static IReadOnlyList<WaitChoice> All { get; } =
    [
        new("adaptive", "spins while there is traffic, then blocks: quick when busy, free when idle", true, Everywhere, true,
            window => new AdaptiveStrategy(BestReadiness(), window ?? DefaultSpinWindow)),
        new("spin", "never waits, the notebook's loop: quickest for a few connections, a whole core always", false, Everywhere, true,
            _ => new SpinStrategy()),
        new("yield", "spins, and offers the core to others after each idle turn", false, Everywhere, true,
            _ => new YieldStrategy()),
        new("sleep", "naps after each idle turn (default 1ms): little processor time, a nap of delay", true, Everywhere, true,
            nap => new SleepStrategy(nap ?? DefaultNap)),
        new("select", "blocks until a socket is ready: free when idle, each call costs in proportion to all sockets", false, Everywhere, true,
            _ => new SelectStrategy()),
        new("epoll", "blocks until a socket is ready: free when idle, silent connections cost nothing", false, "Linux", OperatingSystem.IsLinux(),
            _ => new EpollStrategy()),
    ];

    /// <summary>The system's own call that tells which sockets are ready, the one that scales best.</summary>
    private static IWaitStrategy BestReadiness() => OperatingSystem.IsLinux() ? new EpollStrategy() : new SelectStrategy();

    /// <summary>The choice of that name, or null.</summary>
    public static WaitChoice? Find(string name) => All.FirstOrDefault(choice => choice.Name == name);
}

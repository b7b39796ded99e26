namespace Pollecho.Waiting;

/// <summary>A way of waiting as a user picks it, without the duration that may be given with it.</summary>
/// <param name="Name">The word for it.</param>
/// <param name="Cost">What it costs and is good for, in one line of help.</param>
/// <param name="Create">Creates one; the argument is the duration given with it, or the default.</param>
internal sealed record WaitKind(string Name, string Cost, Func<TimeSpan, IWaitStrategy> Create)
{
    /// <summary>The only system that has it, as <see cref="OperatingSystem.IsOSPlatform"/> takes its name; null if all have.</summary>
    public string? OnlyOn { get; init; }

    /// <summary>Finds out whether the system that has it lets it be used; null if every such system does.</summary>
    public Func<bool>? Probe { get; init; }

    /// <summary>Whether this system has it, though it may refuse it.</summary>
    public bool IsOfThisSystem => OnlyOn is null || OperatingSystem.IsOSPlatform(OnlyOn);

    /// <summary>Whether it can be used here.</summary>
    public bool IsAvailable => IsOfThisSystem && Probe?.Invoke() != false;

    /// <summary>The better call that it would block in if the system did not refuse it; null if it has the best.</summary>
    public WaitKind? Lacks { get; init; }

    /// <summary>The most sockets that one strategy can watch, besides a listener.</summary>
    public int Capacity { get; init; } = int.MaxValue;

    /// <summary>Whether it asks the system which sockets are ready, and so can block; else it reports every socket.</summary>
    public bool AsksTheSystem { get; init; }

    /// <summary>Whether it uses a whole core whatever comes, unless another program takes that from it.</summary>
    public bool NeverSleeps { get; init; }

    /// <summary>The nap or the spin window when none is given; null if it takes none.</summary>
    public TimeSpan? DefaultDuration { get; init; }

    /// <summary>What the system can time: a duration is rounded up to a multiple of it.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromTicks(1);

    /// <summary>Whether its name shows the duration even where that is the default.</summary>
    public bool AlwaysNamesDuration { get; init; }

    /// <summary>How it may be written.</summary>
    public string Form => DefaultDuration is null ? Name : Name + "[:DURATION]";
}

using System.Globalization;

namespace Pollecho.Waiting;

/// <summary>A way of waiting in full: what it is called, what it can watch, and how to create one for a loop.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Given">The duration given with it; null for the default, or if it takes none.</param>
internal sealed record WaitSpec(WaitKind Kind, TimeSpan? Given = null)
{
    /// <summary>As it is given on the command line: <c>spin</c>, <c>sleep:5ms</c>.</summary>
    public string Name => !Kind.AlwaysNamesDuration && Duration == (Kind.DefaultDuration ?? TimeSpan.Zero) ? Kind.Name : $"{Kind.Name}:{Written(Duration)}";

    /// <summary>The most sockets that one loop can watch, besides a listener.</summary>
    public int Capacity => Kind.Capacity;

    /// <summary>The nap or the spin window; zero if it takes none.</summary>
    public TimeSpan Duration
    {
        get
        {
            TimeSpan duration = Given ?? Kind.DefaultDuration ?? TimeSpan.Zero;
            return Kind.Step * Math.Ceiling(duration / Kind.Step);
        }
    }

    /// <summary>Creates one, for one loop.</summary>
    public IWaitStrategy Create() => Kind.Create(Duration);

    private static string Written(TimeSpan duration)
    {
        (double number, string unit) = duration.Ticks switch
        {
            >= TimeSpan.TicksPerSecond and var ticks when ticks % TimeSpan.TicksPerSecond == 0 => (duration.TotalSeconds, "s"),
            var ticks when ticks % TimeSpan.TicksPerMillisecond == 0 => (duration.TotalMilliseconds, "ms"),
            _ => (duration.TotalMicroseconds, "us"),
        };
        return number.ToString(CultureInfo.InvariantCulture) + unit;
    }
}

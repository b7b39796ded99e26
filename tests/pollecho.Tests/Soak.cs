using System.Globalization;

namespace Pollecho.Tests;

/// <summary>Whether this is the long run, which the build script's verb soak starts: the same tests, many more times.</summary>
internal static class Soak
{
    /// <summary>The trait of what belongs to the long run.</summary>
    public const string Trait = "Soak";

    /// <summary>Whether this is the long run.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("POLLECHO_SOAK") == "1";

    private const int Whole = 240;

    /// <summary>How long the soak of one strategy lasts after its first minute: POLLECHO_SOAK_SECONDS, else four minutes.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("POLLECHO_SOAK_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? seconds : Whole);

    /// <summary>The size that this run is to have: the quick one, the long one, or between them where the long run is a shorter one.</summary>
    public static int Scale(int quick, int soak) => !IsOn ? quick : quick + (int)((soak - quick) * Math.Min(1, Duration.TotalSeconds / Whole));
}

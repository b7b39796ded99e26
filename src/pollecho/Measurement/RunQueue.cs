using System.Globalization;

namespace Pollecho.Measurement;

/// <summary>
/// How long a thread could have run and had no processor, since it began: others had it, or its quota was used up.
/// From Linux's schedstat (Documentation/scheduler/sched-stats.rst); other systems do not show it to the thread itself.
/// </summary>
internal static class RunQueue
{
    private const string OfThisThread = "/proc/thread-self/schedstat";

    /// <summary>The calling thread's; null where it is not known.</summary>
    public static TimeSpan? Wait
    {
        get
        {
            try
            {
                return OperatingSystem.IsLinux() ? Parse(File.ReadAllText(OfThisThread)) : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A kernel built without it, or no /proc.
                return null;
            }
        }
    }

    /// <summary>Reads the second of the three figures, in nanoseconds; null if the text is another.</summary>
    internal static TimeSpan? Parse(string schedstat)
    {
        string[] figures = schedstat.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return figures.Length == 3 && long.TryParse(figures[1], NumberStyles.None, CultureInfo.InvariantCulture, out long nanoseconds)
            ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick) : null;
    }
}

namespace Pollecho.Merge;

/// <summary>When a client measured, by its machine's clock.</summary>
/// <param name="Start">When it began.</param>
/// <param name="Length">For how long; over zero.</param>
internal sealed record ClientWindow(DateTimeOffset Start, TimeSpan Length)
{
    /// <summary>How long after the first of them the last one began; null if there are none.</summary>
    public static TimeSpan? Spread(IReadOnlyCollection<ClientWindow> windows) =>
        windows.Count == 0 ? null : new TimeSpan(windows.Max(window => window.Start.UtcTicks) - windows.Min(window => window.Start.UtcTicks));

    /// <summary>The share of the longest of them, from 0 to 1, in which all clients measured; null if there are none.</summary>
    public static double? Overlap(IReadOnlyCollection<ClientWindow> windows)
    {
        if (windows.Count == 0)
        {
            return null;
        }

        // In ticks: the end may lie beyond the last day of the calendar.
        long common = windows.Min(window => window.Start.UtcTicks + window.Length.Ticks) - windows.Max(window => window.Start.UtcTicks);
        return Math.Max(0, common) / (double)windows.Max(window => window.Length.Ticks);
    }
}

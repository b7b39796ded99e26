using System.Globalization;
using Pollecho.Client;
using Pollecho.Merge;
using Pollecho.Output.Client;
using Pollecho.Text;

namespace Pollecho.Output.Merge;

/// <summary>Why a merged result should not be trusted as it stands.</summary>
internal static class MergeWarnings
{
    /// <summary>A smaller part of the time in which all measured is too little of one.</summary>
    private const double LeastOverlap = 0.99;

    /// <summary>How many clients with warnings of their own are named.</summary>
    private const int MostClients = 5;

    /// <summary>Those of the times at which the clients measured.</summary>
    public static IReadOnlyList<string> OfTimes(MergedRun run)
    {
        string?[] warnings = [Overlap(run), Clocks(run)];
        return [.. warnings.OfType<string>()];
    }

    /// <summary>All others: of what was measured, and of each client.</summary>
    public static IReadOnlyList<string> OfLoad(MergedRun run, IReadOnlyList<double> percentiles)
    {
        string[] clients = [.. run.Parts.Where(part => part.Warnings.Count > 0).Select(part => $"{MergeText.Name(run, part)}: {string.Join("; ", part.Warnings)}")];
        return
        [
            .. clients.Take(MostClients),
            .. clients.Length > MostClients ? [$"{Units.Count(clients.Length - MostClients, "more client")} had warnings as well; --json has them"] : Array.Empty<string>(),
            .. RunWarnings.OfLoad(run.Options, run.Found, percentiles, run.ClockStep > 0 ? (long)(1e9 / run.ClockStep) : (long)1e9),
        ];
    }

    /// <summary>A share of the time, rounded down: what is not all of it does not read as if it were.</summary>
    public static string Percent(double share) => (Math.Floor(share * 10_000) / 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    private static string? Overlap(MergedRun run) => ClientWindow.Overlap(run.Windows) is < LeastOverlap and var overlap
        ? $"all clients measured together for {Percent(overlap)} of the time only: the rates are of different times, and not of one load; "
            + "start them with the same --start-at, and long enough before it"
        : null;

    /// <summary>One machine has one clock, whatever time that shows.</summary>
    private static string? Clocks(MergedRun run)
    {
        if (run.Traits.Hosts.Count < 2)
        {
            return null;
        }

        MergedPart[] unknown = [.. run.Parts.Where(part => part.ClockError is null)];
        if (unknown.Length > 0)
        {
            return $"how far the clocks are off is not known of {Units.Count(unknown.Length)} of {Units.Count(run.Parts.Count, "client")}, as of {MergeText.Name(run, unknown[0])}: "
                + "the clients may have measured at different times; keep the clocks in step (NTP)";
        }

        RunOptions options = run.Options;
        TimeSpan room = options.Warmup < options.Cooldown ? options.Warmup : options.Cooldown;
        return run.Found.ClockError is { } error && error > room
            ? $"the clocks may be off by {Units.Duration(error)}, and the shorter of warm-up and cool-down is {(room > TimeSpan.Zero ? Units.Duration(room) : "none")}: "
                + "a client may have measured while others did not send; give --warmup and --cooldown over that"
            : null;
    }
}

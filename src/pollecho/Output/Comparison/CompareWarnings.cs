using System.Globalization;
using Pollecho.Compare;
using Pollecho.Measurement;
using Pollecho.Text;

namespace Pollecho.Output.Comparison;

/// <summary>Why a comparison should not be trusted as it stands: the same sentences in text, Markdown, HTML and JSON.</summary>
internal static class CompareWarnings
{
    /// <summary>One sentence for each reason, none if there is none.</summary>
    public static IReadOnlyList<string> Of(CompareResult result)
    {
        List<string> warnings = [.. Regime.All.Select(regime => Busy(result, regime)).OfType<string>()];
        if (result.Plan.Runs < PairedComparison.FewestPairs)
        {
            warnings.Add($"{Units.Count(result.Plan.Runs, "run")} cannot tell a difference from noise: it takes {PairedComparison.FewestPairs}");
        }

        return warnings;
    }

    private static string? Busy(CompareResult result, Regime regime)
    {
        DisturbedWindow[] disturbed = [.. result.Disturbances.Where(one => one.Regime == regime)];
        if (disturbed.Length == 0)
        {
            return null;
        }

        int windows = result.Plan.Contenders.Sum(contender => result[regime, contender.Name]?.Runs ?? 0);
        IEnumerable<string> who = disturbed.GroupBy(one => one.Contender).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key} {group.Count()}"));
        List<string> causes = [];
        if (disturbed.Max(one => one.Disturbance.Waited) is double waited and > RunQueueWait.MostShare)
        {
            causes.Add($"the server or the client waited for a core for up to {Units.Figure(100 * waited)}% of the time");
        }

        if (disturbed.Max(one => one.Disturbance.Missed) is var missed and > RunQueueWait.MostShare)
        {
            causes.Add($"the server was kept from answering for up to {Units.Figure(100 * missed)}% of the time");
        }

        if (disturbed.Max(one => one.Disturbance.Others) is double others)
        {
            causes.Add($"other programs used up to {Units.Figure(others)} cores");
        }

        return $"{regime.Name}: this machine was busy in {disturbed.Length} of {Units.Count(windows, "window")} ({string.Join(", ", who)}): {string.Join("; ", causes)}";
    }
}

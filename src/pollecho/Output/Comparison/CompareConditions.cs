using Pollecho.Compare;
using Pollecho.Text;

namespace Pollecho.Output.Comparison;

/// <summary>Under what conditions a comparison's figures came about, for whoever sees the page or the picture later, or elsewhere.</summary>
internal static class CompareConditions
{
    /// <summary>The machine, the run, and whether the machine was quiet; a line each.</summary>
    public static IReadOnlyList<string> Of(CompareResult result) =>
    [
        RunConditions.MachineAndKernel,
        $"{RunConditions.VersionAndTime(result.Began)}; "
            + $"{Units.Bytes(result.Plan.MessageSize)} a message{CompareText.Over(result)}, {Units.Count(result.Plan.Runs, "run")}; took {Units.Duration(result.Elapsed)}" + (result.Interrupted ? ", interrupted" : ""),
        .. result.Windows > 0 ? [Quiet(result)] : Array.Empty<string>(),
    ];

    private static string Quiet(CompareResult result)
    {
        int windows = result.Windows;
        return result.Disturbances.Count > 0 ? $"The machine was busy: other programs were in the way in {result.Disturbances.Count} of {Units.Count(windows, "window")}"
            : result.Unwatched > 0 ? $"It is not known whether other programs were in the way in {result.Unwatched} of {Units.Count(windows, "window")}"
            : $"The machine was quiet: other programs were in the way in none of {Units.Count(windows, "window")}";
    }
}

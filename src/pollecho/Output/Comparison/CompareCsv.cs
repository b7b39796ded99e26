using System.Globalization;
using Pollecho.Compare;
using Pollecho.Measurement;

namespace Pollecho.Output.Comparison;

/// <summary>
/// A comparison as CSV by RFC 4180: a row for each regime and strategy, for each metric its median, its range, and what it is to the reference's. What
/// does not apply or was not seen is empty. No text in it holds a comma.
/// </summary>
internal static class CompareCsv
{
    /// <summary>Writes the header and the rows.</summary>
    public static void Write(TextWriter output, CompareResult result)
    {
        string[] columns = [.. Metric.All.SelectMany(metric => new[] { metric.Key, metric.Key + "_min", metric.Key + "_max", metric.Key + "_difference" })];
        output.Write($"regime,strategy,runs,disturbed_runs,{string.Join(',', columns)}\r\n");
        foreach (Regime regime in Regime.All)
        {
            foreach (string name in result.Plan.Contenders.Select(contender => contender.Name))
            {
                Figures? figures = result[regime, name];
                IEnumerable<string> cells = Metric.All.SelectMany(metric => Cells(figures?[metric], CompareFormat.ToReference(result, regime, metric, name)));
                output.Write(string.Create(CultureInfo.InvariantCulture, $"{regime.Name},{name},{figures?.Runs ?? 0},{figures?.DisturbedRuns ?? 0},{string.Join(',', cells)}\r\n"));
            }
        }
    }

    private static IEnumerable<string> Cells(Spread? spread, Contrast? contrast) =>
        [Number(spread?.Median), Number(spread?.Min), Number(spread?.Max), contrast?.Difference() ?? ""];

    private static string Number(double? figure) => JsonOutput.Figure(figure)?.ToString(CultureInfo.InvariantCulture) ?? "";
}

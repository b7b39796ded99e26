using Pollecho.Compare;
using Pollecho.Measurement;

namespace Pollecho.Output.Comparison;

/// <summary>
/// A comparison as CSV: a row for each regime and strategy, for each metric its median, its range, and what it is to the reference's. What
/// does not apply or was not seen is empty.
/// </summary>
internal static class CompareCsv
{
    /// <summary>Writes the header and the rows.</summary>
    public static void Write(TextWriter output, CompareResult result)
    {
        IEnumerable<string> columns = Metric.All.SelectMany(metric => new[] { metric.Key, metric.Key + "_min", metric.Key + "_max", metric.Key + "_difference" });
        output.Write(CsvOutput.Row(["regime", "strategy", "runs", "disturbed_runs", .. columns]));
        foreach (Regime regime in Regime.All)
        {
            foreach (string name in result.Plan.Contenders.Select(contender => contender.Name))
            {
                Figures? figures = result[regime, name];
                IEnumerable<string?> cells = Metric.All.SelectMany(metric => Cells(figures?[metric], CompareFormat.ToReference(result, regime, metric, name)));
                output.Write(CsvOutput.Row([regime.Name, name, CsvOutput.Number(figures?.Runs ?? 0), CsvOutput.Number(figures?.DisturbedRuns ?? 0), .. cells]));
            }
        }
    }

    private static IEnumerable<string?> Cells(Spread? spread, Contrast? contrast) =>
        [CsvOutput.Number(spread?.Median), CsvOutput.Number(spread?.Min), CsvOutput.Number(spread?.Max), contrast?.Difference()];
}

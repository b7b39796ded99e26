using System.Globalization;
using Pollecho.Measurement;
using Pollecho.Text;

namespace Pollecho.Output.Sweep;

/// <summary>The steps of a sweep as a table, by their rates.</summary>
internal static class SweepTable
{
    /// <summary>What the times in it are.</summary>
    public const string Times = "Percentiles are of the response time, from when a message was due; the service time begins with its send.";

    /// <summary>Its head, then its rows.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(SweepView view)
    {
        double judged = view.Result.Plan.JudgedPercentile;
        string[] head = ["rate/s", "answered/s", .. view.Percentiles.Select(Units.Percentile), $"service {Units.Percentile(judged)}", "client CPU", "outcome"];
        return
        [
            head,
            .. view.ByRate.Select(step => (string[])
            [
                Units.Rate(step.Rate),
                Units.Rate(step.Result.Rate),
                .. view.Percentiles.Select(percentile => (step.Result.IsAtLeast(percentile) ? SweepWords.AtLeast : "") + Time(step.Result.RoundTrip, percentile)),
                Time(step.Result.Service, judged),
                step.Result.Elapsed > TimeSpan.Zero ? step.Result.CpuPercent.ToString("0", CultureInfo.InvariantCulture) + "%" : TextTable.None,
                SweepWords.Name(step),
            ]),
        ];
    }

    private static string Time(LatencyHistogram times, double percentile) => times.Count == 0 ? TextTable.None : Units.Duration(times.Percentile(percentile));
}

using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Text;

namespace Pollecho.Output.Client;

/// <summary>What was found of each of several servers, as a table with a row for each.</summary>
internal static class TargetTable
{
    /// <summary>How many percentiles there is room for: the others are in the JSON.</summary>
    private const int MostPercentiles = 3;

    /// <summary>Writes it; nothing of one server.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="result">What was found.</param>
    /// <param name="percentiles">Which percentiles to show.</param>
    /// <param name="width">How many columns a line may have; null for as many as there are.</param>
    public static void Write(TextWriter output, RunResult result, IReadOnlyList<double> percentiles, int? width)
    {
        if (result.Targets.Count == 0)
        {
            return;
        }

        (string Heading, Func<TargetResult, string> Cell)[] columns =
        [
            ("server", target => Escape.Line(target.Server)),
            .. result.Ping is null ? OfLoad : OfPing,
            ("mean", Time(histogram => histogram.MeanNanoseconds)),
            .. percentiles.Distinct().Take(MostPercentiles).Select(percentile => (Units.Percentile(percentile), Time(histogram => histogram.Percentile(percentile)))),
            ("max", Time(histogram => histogram.MaxNanoseconds)),
            ("faults", target => target.Found.Faults.OnOneLine() is { Length: > 0 } faults ? faults : "none"),
        ];
        TextTable.Write(output, [columns.Select(column => column.Heading).ToArray(), .. result.Targets.Select(target => columns.Select(column => column.Cell(target)).ToArray())], width);
    }

    private static (string Heading, Func<TargetResult, string> Cell)[] OfLoad =>
    [
        ("connected", target => Units.Count(target.Found.Connected) + (target.Found.Connected < target.Connections ? $" of {Units.Count(target.Connections)}" : "")),
        ("answered", target => Units.Count(target.Found.Answered)),
        ("unsent", target => Units.Count(target.Found.Unsent + target.Found.Skipped)),
        ("messages/s", target => Units.Figure(target.Found.Rate)),
    ];

    private static (string Heading, Func<TargetResult, string> Cell)[] OfPing =>
    [
        ("sent", target => Units.Count(target.Found.Sent)),
        ("answered", target => Units.Count(target.Found.Answered)),
        ("loss", target => PingSummary.Loss(target.Found)),
    ];

    private static Func<TargetResult, string> Time(Func<LatencyHistogram, double> figure) =>
        target => target.Found.RoundTrip is { Count: > 0 } roundTrip ? Units.Duration(figure(roundTrip)) : TextTable.None;
}

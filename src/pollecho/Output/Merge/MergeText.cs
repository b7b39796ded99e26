using Pollecho.Merge;
using Pollecho.Output.Client;
using Pollecho.Text;

namespace Pollecho.Output.Merge;

/// <summary>What several clients found together, as text: the client's report, with a row for each of them.</summary>
internal static class MergeText
{
    /// <summary>The most letters of a machine's or a file's name in a table.</summary>
    private const int MostLetters = 20;

    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="width">How many columns a line may have; null for as many as there are.</param>
    /// <param name="run">What was found.</param>
    /// <param name="percentiles">Which percentiles to show.</param>
    public static void Write(TextWriter output, int? width, MergedRun run, IReadOnlyList<double> percentiles)
    {
        var report = new LoadReport(output, width);
        report.Title($"merge: {Units.Count(run.Parts.Count)}{(run.Expected is { } expected ? $" of {Units.Count(expected, "client")}" : run.Parts.Count == 1 ? " client" : " clients")}, ", run.Options, Servers(run));
        report.Finished(run.Options, run.Found, percentiles, MergeWarnings.OfLoad(run, percentiles), (_, _) =>
        {
            if (Windows(run) is { } windows)
            {
                report.Line("windows", windows);
            }

            output.WriteLine();
            TextTable.Write(output, Table(run), width);
        });
        if (run.Problems.Count > 0)
        {
            output.WriteLine();
        }

        foreach (string problem in run.Problems)
        {
            output.Write(Escape.Line($"incomplete: {problem}"), width, indent: 2);
        }
    }

    /// <summary>What a client is called in a sentence.</summary>
    public static string Name(MergedRun run, MergedPart part) => Escape.Line(
        (part.Share.Count > 1 ? $"share {part.Share}" : $"'{part.File}'") + (run.Traits.Hosts.Count > 1 && part.Host is { } host ? $" on {host}" : ""));

    private static string Servers(MergedRun run) => run.Traits.List(MergedTraits.Address) ?? "";

    private static string? Windows(MergedRun run) => ClientWindow.Spread(run.Windows) is not { } spread ? null
        : run.Windows.Count == 1 ? $"of one client, {Units.Duration(run.Windows.First().Length)}"
        : $"began within {Units.Duration(spread)}, overlap for {MergeWarnings.Percent(ClientWindow.Overlap(run.Windows)!.Value)}";

    private static IReadOnlyList<IReadOnlyList<string>> Table(MergedRun run)
    {
        bool areShares = run.Parts[0].Share.Count > 1;
        DateTimeOffset? first = run.Found.WindowStart;
        (string Heading, Func<MergedPart, string> Cell)[] columns =
        [
            areShares ? ("share", part => part.Share.ToString()) : ("file", part => Cut(part.File)),
            ("host", part => Cut(part.Host ?? TextTable.None)),
            ("start", part => part.Window is { } window ? $"+{Units.Duration(window.Start - first!.Value)}" : TextTable.None),
            ("messages/s", part => Units.Figure(part.Rate)),
            ("p99", part => Time(part.Percentile99)),
            ("max", part => Time(part.Longest)),
            ("faults", part => part.Faults.OnOneLine() is { Length: > 0 } faults ? faults : part.Status == RunStatus.Interrupted ? part.Status : "none"),
        ];
        return [columns.Select(column => column.Heading).ToArray(), .. run.Parts.Select(part => columns.Select(column => column.Cell(part)).ToArray())];
    }

    /// <summary>The end of a name, which tells it from others.</summary>
    private static string Cut(string name) => Escape.Line(name) is { Length: > MostLetters } line ? $"…{line[^(MostLetters - 1)..]}" : Escape.Line(name);

    private static string Time(long? nanoseconds) => nanoseconds is { } some ? Units.Duration(some) : TextTable.None;
}

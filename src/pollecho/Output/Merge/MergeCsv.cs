using System.Text.Json;
using Pollecho.Merge;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Results.Files;

namespace Pollecho.Output.Merge;

/// <summary>What several clients found together as CSV with the columns of a client's: a header, a row of all, and one of each client.</summary>
internal static class MergeCsv
{
    /// <summary>The row of a client, to be taken while its distributions are held.</summary>
    public static string Client(MergedClient client, IReadOnlyList<string> warnings, IReadOnlyList<double> percentiles) =>
        CsvOutput.Row(Columns(name => client.Traits.TryGetValue(name, out JsonElement value) ? Text(value) : null, client.Found, percentiles, warnings, []).Select(column => column.Value));

    /// <summary>Writes all of it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="run">What was found.</param>
    /// <param name="clients">What <see cref="Client"/> made of each client.</param>
    /// <param name="percentiles">Which percentiles to write.</param>
    /// <param name="thresholds">The conditions to check.</param>
    public static void Write(TextWriter output, MergedRun run, IReadOnlyList<string> clients, IReadOnlyList<double> percentiles, IReadOnlyList<Threshold> thresholds)
    {
        (string Name, string? Value)[] columns =
            [.. Columns(name => Trait(run, name, percentiles), run.Found, percentiles, [.. MergeWarnings.OfTimes(run), .. MergeWarnings.OfLoad(run, percentiles)], thresholds)];
        output.Write(CsvOutput.Row(columns.Select(column => column.Name)));
        output.Write(CsvOutput.Row(columns.Select(column => column.Value)));
        foreach (string client in clients)
        {
            output.Write(client);
        }
    }

    private static IEnumerable<(string Name, string? Value)> Columns(
        Func<string, string?> trait, RunResult found, IReadOnlyList<double> percentiles, IReadOnlyList<string> warnings, IReadOnlyList<Threshold> thresholds) =>
    [
        .. ClientCsv.System().Select(column => (column.Name, trait(column.Name is "version" or "commit" ? column.Name : $"system.{column.Name}"))),
        .. OptionFields.All.Select(field => (field.Key, trait($"options.{field.Key}"))),
        .. FieldCsv.Columns(ClientCsv.Results, found, percentiles),
        .. ClientCsv.Judgement(warnings, found, thresholds),
    ];

    private static string? Trait(MergedRun run, string name, IReadOnlyList<double> percentiles) =>
        MergeFields.Find(name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]) is { } own ? FieldCsv.Columns([own], run, percentiles).First().Value
        : run.Traits.IsAlike(name) && run.Traits.All.TryGetValue(name, out JsonElement value) ? Text(value) : null;

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => ResultTraits.Text(value),
    };
}

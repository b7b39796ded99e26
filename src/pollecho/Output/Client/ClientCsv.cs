using Pollecho.Client;
using Pollecho.Platform;
using Pollecho.Results;

namespace Pollecho.Output.Client;

/// <summary>
/// One run of the client, under load or like ping, as a header and one row, and where it had several servers one more for each of these: its
/// <c>address</c> is that server's, and what is of the whole run only is empty. With the figures of <see cref="ClientJson"/>. The columns depend on
/// the percentiles only, so that the rows of many runs make one table. What is not known is empty.
/// </summary>
internal static class ClientCsv
{
    /// <summary>The fields of a result, in the order of the columns.</summary>
    internal static IEnumerable<ReportField<RunResult>> Results => [.. ResultFields.Totals, .. ResultFields.Tcp, .. ResultFields.Cost, .. ResultFields.Times, .. ResultFields.Problems];

    /// <summary>Writes the header and the row.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="options">What was asked for; null if the run could not be set up.</param>
    /// <param name="result">What was found; a new one if nothing was.</param>
    /// <param name="percentiles">Which percentiles to write, from 0 to 100.</param>
    /// <param name="thresholds">The conditions to check.</param>
    public static void Write(
        TextWriter output,
        RunOptions? options,
        RunResult result,
        IReadOnlyList<double> percentiles,
        IReadOnlyList<Threshold> thresholds)
    {
        (string Name, string? Value)[] columns =
        [
            .. Columns(options, percentiles),
            .. FieldCsv.Columns(Results, result, percentiles),
            .. Judgement(options is null ? [] : RunWarnings.Of(options, result, percentiles), result, thresholds),
        ];
        output.Write(CsvOutput.Row(columns.Select(column => column.Name)));
        output.Write(CsvOutput.Row(columns.Select(column => column.Value)));
        foreach (TargetResult target in result.Targets)
        {
            output.Write(CsvOutput.Row([.. Values(target, options, percentiles), .. Judgement([], target.Found, []).Select(_ => (string?)null)]));
        }
    }

    /// <summary>What is to be thought of a result.</summary>
    internal static IEnumerable<(string Name, string? Value)> Judgement(IReadOnlyList<string> warnings, RunResult result, IReadOnlyList<Threshold> thresholds) =>
    [
        ("thresholds_crossed", string.Join("; ", thresholds.Where(threshold => threshold.IsCrossed(result)).Select(threshold => threshold.Expression))),
        ("warnings", string.Join("; ", warnings)),
    ];

    private static IEnumerable<string?> Values(TargetResult target, RunOptions? options, IReadOnlyList<double> percentiles) =>
    [
        .. Columns(options, percentiles).Select(column => column.Name switch
        {
            OptionFields.Address => target.Server,
            OptionFields.Connections => CsvOutput.Number(target.Connections),
            _ => column.Value,
        }),
        .. Results.SelectMany(field => FieldCsv.Columns(field, field.IsOfRunOnly ? null : target.Found, percentiles)).Select(column => column.Value),
    ];

    private static IEnumerable<(string Name, string? Value)> Columns(RunOptions? options, IReadOnlyList<double> percentiles) =>
        [.. System(), .. FieldCsv.Columns(OptionFields.All, options, percentiles)];

    /// <summary>The program and the machine.</summary>
    internal static IEnumerable<(string Name, string? Value)> System() =>
    [
        ("version", BuildInfo.Version),
        ("commit", BuildInfo.Commit),
        ("host", SystemFacts.Host),
        ("os", SystemFacts.Os),
        ("kernel", SystemFacts.Kernel),
        ("architecture", SystemFacts.Architecture),
        ("cpu_model", SystemFacts.CpuModel),
        ("cores", CsvOutput.Number(SystemFacts.Cores)),
        ("clock_step_ns", CsvOutput.Number(SystemFacts.ClockNanoseconds)),
    ];
}

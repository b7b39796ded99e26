using System.Globalization;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Platform;
using Pollecho.Results;

namespace Pollecho.Output.Client;

/// <summary>
/// One run of the client, under load or like ping, as a header and one row, and where it had several servers one more for each of these: its
/// <c>address</c> is that server's, and what is of the whole run only is empty. With the figures of <see cref="ClientJson"/>. The columns depend on
/// the percentiles only, so that the rows of many runs make one table. What is not known is empty. By RFC 4180:
/// lines end in CR and LF, and a text with a comma, quote or line end is quoted.
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
            .. Columns(Results, result, percentiles),
            .. Judgement(options is null ? [] : RunWarnings.Of(options, result, percentiles), result, thresholds),
        ];
        WriteRow(output, columns.Select(column => column.Name));
        WriteRow(output, columns.Select(column => column.Value));
        foreach (TargetResult target in result.Targets)
        {
            WriteRow(output, [.. Values(target, options, percentiles), .. Judgement([], target.Found, []).Select(_ => (string?)null)]);
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
            OptionFields.Connections => Number(target.Connections),
            _ => column.Value,
        }),
        .. Results.SelectMany(field => Columns(field, field.IsOfRunOnly ? null : target.Found, percentiles)).Select(column => column.Value),
    ];

    /// <summary>Writes a row, and ends it as RFC 4180 does.</summary>
    internal static void WriteRow(TextWriter output, IEnumerable<string?> values) => output.Write(string.Join(',', values.Select(Quoted)) + "\r\n");

    private static IEnumerable<(string Name, string? Value)> Columns(RunOptions? options, IReadOnlyList<double> percentiles) =>
        [.. System(), .. Columns(OptionFields.All, options, percentiles)];

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
        ("cores", Number(SystemFacts.Cores)),
        ("clock_step_ns", Number(SystemFacts.ClockNanoseconds)),
    ];

    /// <summary>The columns of fields, empty where there is nothing to read them from.</summary>
    internal static IEnumerable<(string Name, string? Value)> Columns<T>(IEnumerable<ReportField<T>> fields, T? source, IReadOnlyList<double> percentiles)
        where T : class => fields.SelectMany(field => Columns(field, source, percentiles));

    private static IEnumerable<(string Name, string? Value)> Columns<T>(ReportField<T> field, T? source, IReadOnlyList<double> percentiles)
        where T : class
    {
        string key = field.Key;
        return field switch
        {
            _ when source is null => [(key, null)],
            ReportField<T>.Text text => [(key, text.Read(source))],
            ReportField<T>.Flag flag => [(key, flag.Read(source) ? "true" : "false")],
            ReportField<T>.Number number => [(key, Number(number.Read(source)))],
            ReportField<T>.Times times => Histogram(key, times.Read(source), percentiles),
            ReportField<T>.Kinds kinds => kinds.Read(source).Select(kind => (kinds.Column + kind.Name, Number(kind.Count))),
            ReportField<T>.Wrong wrong =>
            [
                (key, ClientJson.Shown(wrong.Read(source)?.Bytes)),
                ($"{key}_expected", ClientJson.Shown(wrong.Read(source)?.Expected)),
            ],
            _ => [],
        };
    }

    private static IEnumerable<(string Name, string? Value)> Histogram(string name, LatencyHistogram? histogram, IReadOnlyList<double> percentiles)
    {
        // A closed loop has no response times, and nothing recorded is not a duration of nothing.
        LatencyHistogram? some = histogram is { Count: > 0 } ? histogram : null;
        return
        [
            ($"{name}_count", Number(histogram?.Count)),
            ($"{name}_min_us", Microseconds(some?.MinNanoseconds)),
            ($"{name}_mean_us", Microseconds(some?.MeanNanoseconds)),
            ($"{name}_stddev_us", Microseconds(some?.StdDevNanoseconds)),
            ($"{name}_max_us", Microseconds(some?.MaxNanoseconds)),
            .. percentiles.Distinct().Select(percentile =>
                ($"{name}_p{percentile.ToString(CultureInfo.InvariantCulture)}_us", Microseconds(some?.Percentile(percentile)))),
        ];
    }

    private static string? Microseconds(double? nanoseconds) => Number(nanoseconds / 1e3);

    /// <summary>A figure; null for what is not a number.</summary>
    internal static string? Number(double? figure) => JsonOutput.Figure(figure)?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A text as a cell.</summary>
    internal static string? Quoted(string? text) =>
        text is not null && text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}

using System.Globalization;
using Pollecho.Measurement;
using Pollecho.Results;

namespace Pollecho.Output.Client;

/// <summary>The fields of a result and of options as columns of CSV, each by its kind.</summary>
internal static class FieldCsv
{
    /// <summary>The columns of fields, empty where there is nothing to read them from.</summary>
    public static IEnumerable<(string Name, string? Value)> Columns<T>(IEnumerable<ReportField<T>> fields, T? source, IReadOnlyList<double> percentiles)
        where T : class => fields.SelectMany(field => Columns(field, source, percentiles));

    /// <summary>The columns of a field, empty where there is nothing to read it from.</summary>
    public static IEnumerable<(string Name, string? Value)> Columns<T>(ReportField<T> field, T? source, IReadOnlyList<double> percentiles)
        where T : class
    {
        string key = field.Key;
        return field switch
        {
            _ when source is null => [(key, null)],
            ReportField<T>.Text text => [(key, text.Read(source))],
            ReportField<T>.Flag flag => [(key, flag.Read(source) ? "true" : "false")],
            ReportField<T>.Number number => [(key, CsvOutput.Number(number.Read(source)))],
            ReportField<T>.Times times => Histogram(key, times.Read(source), percentiles),
            ReportField<T>.Kinds kinds => kinds.Read(source).Select(kind => (kinds.Column + kind.Name, CsvOutput.Number(kind.Count))),
            ReportField<T>.Wrong wrong =>
            [
                (key, FieldJson.Shown(wrong.Read(source)?.Bytes)),
                ($"{key}_expected", FieldJson.Shown(wrong.Read(source)?.Expected)),
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
            ($"{name}_count", CsvOutput.Number(histogram?.Count)),
            ($"{name}_min_us", Microseconds(some?.MinNanoseconds)),
            ($"{name}_mean_us", Microseconds(some?.MeanNanoseconds)),
            ($"{name}_stddev_us", Microseconds(some?.StdDevNanoseconds)),
            ($"{name}_max_us", Microseconds(some?.MaxNanoseconds)),
            .. percentiles.Distinct().Select(percentile =>
                ($"{name}_p{percentile.ToString(CultureInfo.InvariantCulture)}_us", Microseconds(some?.Percentile(percentile)))),
        ];
    }

    private static string? Microseconds(double? nanoseconds) => CsvOutput.Number(nanoseconds / 1e3);
}

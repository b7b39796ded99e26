using System.Globalization;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Platform;
using Pollecho.Results;

namespace Pollecho.Output.Client;

/// <summary>
/// One run under load as a header and one row, with the figures of <see cref="ClientJson"/>. The columns depend on
/// the percentiles only, so that the rows of many runs make one table. What is not known is empty. By RFC 4180:
/// lines end in CR and LF, and a text with a comma, quote or line end is quoted.
/// </summary>
internal static class ClientCsv
{
    /// <summary>Writes the header and the row.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="options">What was asked for; null if the run could not be set up.</param>
    /// <param name="result">What was found; a new one if nothing was.</param>
    /// <param name="percentiles">Which percentiles to write, from 0 to 100.</param>
    /// <param name="thresholds">The conditions to check.</param>
    /// <param name="error">What went wrong, in one line; null if nothing did.</param>
    public static void Write(
        TextWriter output,
        RunOptions? options,
        RunResult result,
        IReadOnlyList<double> percentiles,
        IReadOnlyList<Threshold> thresholds,
        string? error = null)
    {
        (string Name, string? Value)[] columns =
        [
            .. System(),
            .. Options(options),
            .. Totals(options, result, error),
            .. Histogram("service_time", result.Service, percentiles),
            .. Histogram("response_time", result.Response, percentiles),
            ("response_time_without_reply", Number(result.ResponsesMissing)),
            .. Histogram("send_delay", result.SendDelay, percentiles),
            .. result.Faults.ByKind.Select(kind => ("fault_" + Threshold.SnakeCase(kind.Name), Number(kind.Count))),
            ("first_wrong_reply", ClientJson.Quoted(result.FirstWrong?.Bytes)),
            ("first_wrong_reply_expected", ClientJson.Quoted(result.FirstWrong?.Expected)),
            ("last_system_error", ClientJson.SystemError(result)),
            ("thresholds_crossed", string.Join("; ", thresholds.Where(threshold => threshold.IsCrossed(result)).Select(threshold => threshold.Expression))),
            ("warnings", options is null ? null : string.Join("; ", RunWarnings.Of(options, result, percentiles))),
        ];
        output.Write(string.Join(',', columns.Select(column => Quoted(column.Name))) + "\r\n");
        output.Write(string.Join(',', columns.Select(column => Quoted(column.Value))) + "\r\n");
    }

    private static IEnumerable<(string Name, string? Value)> System() =>
    [
        ("version", BuildInfo.Version),
        ("commit", BuildInfo.Commit),
        ("os", SystemFacts.Os),
        ("kernel", SystemFacts.Kernel),
        ("architecture", SystemFacts.Architecture),
        ("cpu_model", SystemFacts.CpuModel),
        ("cores", Number(SystemFacts.Cores)),
        ("clock_step_ns", Number(SystemFacts.ClockNanoseconds)),
    ];

    private static IEnumerable<(string Name, string? Value)> Options(RunOptions? options) =>
    [
        ("address", options?.EndPoint.ToString()),
        ("loop", options is null ? null : options.Rate is null ? "closed" : "open"),
        ("connections", Number(options?.Connections)),
        ("threads", Number(options?.Threads)),
        ("wait", options?.Wait.Name),
        ("count_messages", Number(options?.Count)),
        ("duration_s", Number(options?.Duration?.TotalSeconds)),
        ("warmup_s", Number(options?.Warmup.TotalSeconds)),
        ("rate_messages_per_s", Number(options?.Rate)),
        ("catch_up", Truth(options?.CatchUp)),
        ("pipeline_messages", Number(options?.Pipeline)),
        ("interval_ms", Number(options?.Interval.TotalMilliseconds)),
        ("message_bytes", Number(options?.Payload.Size)),
        ("message", options is null ? null : options.Payload is UniquePayload ? "unique" : "fixed"),
        ("expect", options is null ? null : ClientJson.Word(options.Payload.Expect)),
        ("reconnect", Truth(options?.Reconnect)),
        ("timeout_ms", Number(options?.Timeout.TotalMilliseconds)),
        ("connect_timeout_ms", Number(options?.ConnectTimeout.TotalMilliseconds)),
    ];

    private static IEnumerable<(string Name, string? Value)> Totals(RunOptions? options, RunResult result, string? error) =>
    [
        ("status", ClientJson.Status(result, error)),
        ("error", error),
        ("interrupted", Truth(result.Interrupted)),
        ("elapsed_s", Number(result.Elapsed.TotalSeconds)),
        ("ramp_ms", Number(result.Ramp.TotalMilliseconds)),
        ("connected", Number(result.Connected)),
        ("reopened", Number(result.Reopened)),
        ("sent", Number(result.Sent)),
        ("answered", Number(result.Answered)),
        ("under_way", Number(result.UnderWay)),
        ("skipped", Number(result.Skipped)),
        ("unsent", Number(result.Unsent)),
        ("unsent_at_window_end", Number(result.Backlog + result.Untaken)),
        ("errors", Number(result.Errors)),
        ("messages_per_s", Number(result.Rate)),
        ("bytes_per_s", Number(result.Rate * options?.Payload.Size)),
        ("client_cpu_percent", Number(result.CpuPercent)),
        ("client_cpu_us_per_message", Number(result.CpuNanosecondsPerMessage / 1e3)),
        ("client_stalled_ms", Number(result.Stalled.TotalMilliseconds)),
        ("client_longest_stall_ms", Number(result.LongestStall.TotalMilliseconds)),
        ("client_run_queue_wait_ms", Number(result.RunQueueWait?.TotalMilliseconds)),
        ("turns", Number(result.Turns)),
        ("empty_turns", Number(result.EmptyTurns)),
    ];

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

    private static string? Number(double? figure) => JsonOutput.Figure(figure)?.ToString(CultureInfo.InvariantCulture);

    private static string? Truth(bool? value) => value switch { true => "true", false => "false", null => null };

    private static string? Quoted(string? text) =>
        text is not null && text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}

using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Platform;
using Pollecho.Results;
using Pollecho.Sockets;

namespace Pollecho.Output.Client;

/// <summary>
/// One run under load as one JSON object: what was asked for, on which system, what came of it. Every key that
/// holds a figure with a unit names the unit. What is not known is null; no key is ever left out.
/// </summary>
internal static class ClientJson
{
    /// <summary>Writes the object, and ends the line.</summary>
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
        string? error = null) => output.WriteLine(JsonOutput.Indented(json =>
    {
        WriteProgram(json);
        WriteSystem(json);
        WriteOptions(json, options, percentiles);
        WriteResult(json, options, result, percentiles, error);
        WriteJudgement(json, options, result, percentiles, thresholds);
    }));

    /// <summary>How the run ended, in one word: <c>ok</c>, <c>failed</c> or <c>interrupted</c>. A failure outweighs an interruption.</summary>
    internal static string Status(RunResult result, string? error) =>
        error is not null || result.Faults.Total > 0 || result.HasUnsent ? "failed" : result.Interrupted ? "interrupted" : "ok";

    /// <summary>The last system error of a connection in a few words; null if there was none.</summary>
    internal static string? SystemError(RunResult result) =>
        result.LastError == SocketError.Success ? null : SocketErrors.Describe(result.LastError);

    /// <summary>Bytes of a reply in quotes; null if there are none.</summary>
    internal static string? Quoted(byte[]? bytes) => bytes is { Length: > 0 } ? Escape.Quote(bytes, WrongBytes.Most) : null;

    /// <summary>What a right reply is, as <c>--expect</c> takes it.</summary>
    internal static string Word(Expect expect) => expect switch { Expect.Upper => "upper", Expect.Echo => "echo", _ => "any" };

    private static void WriteProgram(Utf8JsonWriter json)
    {
        json.WriteStartObject("pollecho");
        json.WriteString("version", BuildInfo.Version);
        json.WriteString("commit", BuildInfo.Commit.Length > 0 ? BuildInfo.Commit : null);
        json.WriteEndObject();
    }

    private static void WriteSystem(Utf8JsonWriter json)
    {
        json.WriteStartObject("system");
        json.WriteSystemFacts();
        json.WriteFigure("clock_step_ns", SystemFacts.ClockNanoseconds);
        json.WriteEndObject();
    }

    private static void WriteOptions(Utf8JsonWriter json, RunOptions? options, IReadOnlyList<double> percentiles)
    {
        if (options is null)
        {
            json.WriteNull("options");
            return;
        }

        json.WriteStartObject("options");
        json.WriteString("address", options.EndPoint.ToString());
        json.WriteString("loop", options.Rate is null ? "closed" : "open");
        json.WriteNumber("connections", options.Connections);
        json.WriteNumber("threads", options.Threads);
        json.WriteString("wait", options.Wait.Name);
        json.WriteFigure("count_messages", options.Count);
        json.WriteFigure("duration_s", options.Duration?.TotalSeconds);
        json.WriteFigure("warmup_s", options.Warmup.TotalSeconds);
        json.WriteFigure("rate_messages_per_s", options.Rate);
        json.WriteBoolean("catch_up", options.CatchUp);
        json.WriteNumber("pipeline_messages", options.Pipeline);
        json.WriteFigure("interval_ms", options.Interval.TotalMilliseconds);
        json.WriteNumber("message_bytes", options.Payload.Size);
        json.WriteString("message", options.Payload is UniquePayload ? "unique" : "fixed");
        json.WriteString("expect", Word(options.Payload.Expect));
        json.WriteBoolean("reconnect", options.Reconnect);
        json.WriteFigure("timeout_ms", options.Timeout.TotalMilliseconds);
        json.WriteFigure("connect_timeout_ms", options.ConnectTimeout.TotalMilliseconds);
        json.WriteStartArray("percentiles");
        foreach (double percentile in percentiles)
        {
            json.WriteNumberValue(percentile);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResult(
        Utf8JsonWriter json, RunOptions? options, RunResult result, IReadOnlyList<double> percentiles, string? error)
    {
        json.WriteStartObject("result");
        json.WriteString("status", Status(result, error));
        json.WriteString("error", error);
        json.WriteBoolean("interrupted", result.Interrupted);
        json.WriteFigure("elapsed_s", result.Elapsed.TotalSeconds);
        json.WriteFigure("ramp_ms", result.Ramp.TotalMilliseconds);
        json.WriteNumber("connected", result.Connected);
        json.WriteNumber("reopened", result.Reopened);
        json.WriteNumber("sent", result.Sent);
        json.WriteNumber("answered", result.Answered);
        json.WriteNumber("under_way", result.UnderWay);
        json.WriteNumber("skipped", result.Skipped);
        json.WriteNumber("unsent", result.Unsent);
        json.WriteNumber("unsent_at_window_end", result.Backlog + result.Untaken);
        json.WriteNumber("errors", result.Errors);
        json.WriteFigure("messages_per_s", result.Rate);
        json.WriteFigure("bytes_per_s", result.Rate * options?.Payload.Size);
        WriteHistogram(json, "service_time_us", result.Service, percentiles);
        WriteHistogram(json, "response_time_us", result.Response, percentiles);
        json.WriteNumber("response_time_without_reply", result.ResponsesMissing);
        WriteHistogram(json, "send_delay_us", result.SendDelay, percentiles);
        json.WriteFigure("client_cpu_percent", result.CpuPercent);
        json.WriteFigure("client_cpu_us_per_message", result.CpuNanosecondsPerMessage / 1e3);
        json.WriteFigure("client_stalled_ms", result.Stalled.TotalMilliseconds);
        json.WriteFigure("client_longest_stall_ms", result.LongestStall.TotalMilliseconds);
        json.WriteFigure("client_run_queue_wait_ms", result.RunQueueWait?.TotalMilliseconds);
        json.WriteNumber("turns", result.Turns);
        json.WriteNumber("empty_turns", result.EmptyTurns);
        json.WriteStartArray("answered_by_quarter");
        foreach (long quarter in result.Quarters)
        {
            json.WriteNumberValue(quarter);
        }

        json.WriteEndArray();
        json.WriteStartObject("faults");
        foreach ((string name, long count) in result.Faults.ByKind)
        {
            json.WriteNumber(Threshold.SnakeCase(name), count);
        }

        json.WriteEndObject();
        WriteWrongBytes(json, result.FirstWrong);
        json.WriteString("last_system_error", SystemError(result));
        json.WriteEndObject();
    }

    private static void WriteWrongBytes(Utf8JsonWriter json, WrongBytes? wrong)
    {
        if (wrong is null)
        {
            json.WriteNull("first_wrong_reply");
            return;
        }

        json.WriteStartObject("first_wrong_reply");
        json.WriteString("received", Quoted(wrong.Bytes));
        json.WriteString("expected", Quoted(wrong.Expected));
        json.WriteEndObject();
    }

    private static void WriteHistogram(Utf8JsonWriter json, string name, LatencyHistogram? histogram, IReadOnlyList<double> percentiles)
    {
        if (histogram is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("count", histogram.Count);
        Microseconds("min", histogram.MinNanoseconds);
        Microseconds("mean", histogram.MeanNanoseconds);
        Microseconds("stddev", histogram.StdDevNanoseconds);
        Microseconds("max", histogram.MaxNanoseconds);
        json.WriteStartObject("percentiles");
        foreach (double percentile in percentiles.Distinct())
        {
            Microseconds(percentile.ToString(CultureInfo.InvariantCulture), histogram.Percentile(percentile));
        }

        json.WriteEndObject();
        json.WriteEndObject();

        // Nothing recorded is not a duration of nothing.
        void Microseconds(string key, double nanoseconds) => json.WriteFigure(key, histogram.Count > 0 ? nanoseconds / 1e3 : null);
    }

    private static void WriteJudgement(
        Utf8JsonWriter json, RunOptions? options, RunResult result, IReadOnlyList<double> percentiles, IReadOnlyList<Threshold> thresholds)
    {
        json.WriteStartArray("warnings");
        foreach (string warning in options is null ? [] : RunWarnings.Of(options, result, percentiles))
        {
            json.WriteStringValue(warning);
        }

        json.WriteEndArray();
        json.WriteStartArray("thresholds");
        foreach (Threshold threshold in thresholds)
        {
            json.WriteStartObject();
            json.WriteString("expression", threshold.Expression);
            json.WriteFigure("value", threshold.Value(result));
            json.WriteString("unit", threshold.Unit);
            json.WriteBoolean("crossed", threshold.IsCrossed(result));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

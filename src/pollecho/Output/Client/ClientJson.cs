using System.Globalization;
using System.Text.Json;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Platform;
using Pollecho.Results;
using Pollecho.Text;

namespace Pollecho.Output.Client;

/// <summary>
/// One run of the client, under load or like ping, as one JSON object: what was asked for, on which system, what came of it. Every key that
/// holds a figure with a unit names the unit. What is not known is null; no key is ever left out, but for what is of
/// several servers where there is one.
/// </summary>
internal static class ClientJson
{
    /// <summary>Writes the object, and ends the line.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="options">What was asked for; null if the run could not be set up.</param>
    /// <param name="result">What was found; a new one if nothing was.</param>
    /// <param name="percentiles">Which percentiles to write, from 0 to 100.</param>
    /// <param name="thresholds">The conditions to check.</param>
    /// <param name="onOneLine">Whether all of it is one line, as the last of many.</param>
    /// <param name="withHistograms">Whether the distributions of a load are written in full.</param>
    public static void Write(
        TextWriter output,
        RunOptions? options,
        RunResult result,
        IReadOnlyList<double> percentiles,
        IReadOnlyList<Threshold> thresholds,
        bool onOneLine = false,
        bool withHistograms = true)
    {
        output.WriteLine(onOneLine ? JsonOutput.OnOneLine(Fields) : JsonOutput.Indented(Fields));

        void Fields(Utf8JsonWriter json)
        {
            WriteProgram(json);
            WriteSystem(json);
            WriteOptions(json, options, percentiles);
            json.WriteStartObject("result");
            WriteFields(json, ResultFields.All, result, percentiles);
            json.WriteEndObject();
            WriteTargets(json, result.Targets, percentiles);
            WriteJudgement(json, options is null ? [] : RunWarnings.Of(options, result, percentiles), result, thresholds);
            json.WriteHistograms(withHistograms ? result : null);
        }
    }

    /// <summary>Writes the fields of an outage into an open object.</summary>
    internal static void WriteOutage(this Utf8JsonWriter json, Outage outage)
    {
        json.WriteString("start", IsoTime.Of(outage.Start));
        json.WriteString("end", outage.End is { } end ? IsoTime.Of(end) : null);
        json.WriteFigure("length_s", outage.Length.TotalSeconds);
        json.WriteNumber("messages", outage.Messages);
    }

    /// <summary>Bytes of a reply as text; null if there are none.</summary>
    internal static string? Shown(byte[]? bytes) => bytes is { Length: > 0 } ? Escape.Unquoted(bytes, WrongBytes.Most) : null;

    /// <summary>Writes which program it is.</summary>
    internal static void WriteProgram(Utf8JsonWriter json)
    {
        json.WriteStartObject("pollecho");
        json.WriteString("version", BuildInfo.Version);
        json.WriteString("commit", BuildInfo.Commit.Length > 0 ? BuildInfo.Commit : null);
        json.WriteEndObject();
    }

    /// <summary>Writes the machine, with its clock.</summary>
    internal static void WriteSystem(Utf8JsonWriter json)
    {
        json.WriteStartObject("system");
        json.WriteString("host", SystemFacts.Host);
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
        WriteFields(json, OptionFields.All, options, percentiles);
        WritePercentiles(json, percentiles);
        json.WriteEndObject();
    }

    /// <summary>Writes which percentiles there are.</summary>
    internal static void WritePercentiles(Utf8JsonWriter json, IReadOnlyList<double> percentiles) => json.WriteNumbers("percentiles", percentiles);

    private static void WriteTargets(Utf8JsonWriter json, IReadOnlyList<TargetResult> targets, IReadOnlyList<double> percentiles)
    {
        if (targets.Count == 0)
        {
            return;
        }

        json.WriteObjects("targets", targets, target =>
        {
            json.WriteString("server", target.Server);
            json.WriteString(OptionFields.Address, target.Address);
            json.WriteNumber(OptionFields.Connections, target.Connections);
            WriteFields(json, ResultFields.All.Where(field => !field.IsOfRunOnly), target.Found, percentiles);
        });
    }

    /// <summary>Writes fields into an open object.</summary>
    internal static void WriteFields<T>(Utf8JsonWriter json, IEnumerable<ReportField<T>> fields, T source, IReadOnlyList<double> percentiles)
    {
        foreach (ReportField<T> field in fields)
        {
            switch (field)
            {
                case ReportField<T>.Text text:
                    json.WriteString(field.Key, text.Read(source));
                    break;
                case ReportField<T>.Flag flag:
                    json.WriteBoolean(field.Key, flag.Read(source));
                    break;
                case ReportField<T>.Number number:
                    json.WriteFigure(field.Key, number.Read(source));
                    break;
                case ReportField<T>.Times times:
                    WriteHistogram(json, $"{field.Key}_us", times.Read(source), percentiles);
                    break;
                case ReportField<T>.Series series:
                    WriteSeries(json, field.Key, series.Read(source));
                    break;
                case ReportField<T>.Kinds kinds:
                    WriteKinds(json, field.Key, kinds.Read(source));
                    break;
                case ReportField<T>.Outages outages:
                    WriteOutages(json, field.Key, outages.Read(source));
                    break;
                case ReportField<T>.Wrong wrong:
                    WriteWrongBytes(json, field.Key, wrong.Read(source));
                    break;
            }
        }
    }

    private static void WriteSeries(Utf8JsonWriter json, string key, IReadOnlyList<long> counts)
    {
        json.WriteStartArray(key);
        foreach (long count in counts)
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
    }

    private static void WriteKinds(Utf8JsonWriter json, string key, IEnumerable<FaultCount> kinds)
    {
        json.WriteStartObject(key);
        foreach (FaultCount kind in kinds)
        {
            json.WriteNumber(kind.Name, kind.Count);
        }

        json.WriteEndObject();
    }

    private static void WriteOutages(Utf8JsonWriter json, string key, IReadOnlyList<Outage>? outages)
    {
        if (outages is null)
        {
            json.WriteNull(key);
            return;
        }

        json.WriteObjects(key, outages, json.WriteOutage);
    }

    private static void WriteWrongBytes(Utf8JsonWriter json, string key, WrongBytes? wrong)
    {
        if (wrong is null)
        {
            json.WriteNull(key);
            return;
        }

        json.WriteStartObject(key);
        json.WriteString("received", Shown(wrong.Bytes));
        json.WriteString("expected", Shown(wrong.Expected));
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

    /// <summary>Writes what is to be thought of a result.</summary>
    internal static void WriteJudgement(Utf8JsonWriter json, IReadOnlyList<string> warnings, RunResult result, IReadOnlyList<Threshold> thresholds)
    {
        json.WriteStrings("warnings", warnings);
        json.WriteObjects("thresholds", thresholds, threshold =>
            json.WriteVerdict(threshold.Expression, threshold.Value(result), threshold.Unit, threshold.IsCrossed(result)));
    }
}

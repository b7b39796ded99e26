using System.Globalization;
using System.Text.Json;
using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Text;

namespace Pollecho.Output.Client;

/// <summary>The fields of a result and of options as JSON, each by its kind.</summary>
internal static class FieldJson
{
    /// <summary>Writes fields into an open object.</summary>
    public static void WriteFields<T>(this Utf8JsonWriter json, IEnumerable<ReportField<T>> fields, T source, IReadOnlyList<double> percentiles)
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

    /// <summary>Writes the fields of an outage into an open object.</summary>
    public static void WriteOutage(this Utf8JsonWriter json, Outage outage)
    {
        json.WriteString("start", IsoTime.Of(outage.Start));
        json.WriteString("end", outage.End is { } end ? IsoTime.Of(end) : null);
        json.WriteFigure("length_s", outage.Length.TotalSeconds);
        json.WriteNumber("messages", outage.Messages);
    }

    /// <summary>Bytes of a reply as text; null if there are none.</summary>
    public static string? Shown(byte[]? bytes) => bytes is { Length: > 0 } ? Escape.Unquoted(bytes, WrongBytes.Most) : null;

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
}

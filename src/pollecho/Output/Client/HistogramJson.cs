using System.Globalization;
using System.Text.Json;
using Pollecho.Measurement;
using Pollecho.Results;

namespace Pollecho.Output.Client;

/// <summary>
/// The distributions of a load in full, so that they can be added to those of other clients, or compared with them: a few
/// kilobytes each, at the end of the object, where they do not hide the figures.
/// </summary>
internal static class HistogramJson
{
    /// <summary>What is behind a distribution's key where it has only durations that are known exactly.</summary>
    public const string Known = "_known";

    /// <summary>Writes them under <c>histograms</c>; null for all where there is no load, whose result is one line of many.</summary>
    public static void WriteHistograms(this Utf8JsonWriter json, RunResult? result)
    {
        if (result is null)
        {
            json.WriteNull("histograms");
            return;
        }

        json.WriteStartObject("histograms");
        foreach (ReportField<RunResult>.Times times in ResultFields.Times.OfType<ReportField<RunResult>.Times>())
        {
            Write(json, times.Key, times.Read(result));
            if (times.Known is not null)
            {
                Write(json, times.Key + Known, times.Known(result));
            }
        }

        json.WriteEndObject();
    }

    /// <summary>Extremes and sum are exact; the buckets have three digits.</summary>
    private static void Write(Utf8JsonWriter json, string key, LatencyHistogram? histogram)
    {
        if (histogram is null)
        {
            json.WriteNull(key);
            return;
        }

        json.WriteStartObject(key);
        json.WriteNumber("min_ns", histogram.MinNanoseconds);
        json.WriteNumber("max_ns", histogram.MaxNanoseconds);

        // All its digits: it may be larger than any number that the writer takes.
        json.WritePropertyName("sum_ns");
        json.WriteRawValue(histogram.SumNanoseconds.ToString(CultureInfo.InvariantCulture));
        json.WriteString("hdr_v2", HistogramCodec.Encode(histogram));
        json.WriteEndObject();
    }
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pollecho.Measurement;
using Pollecho.Platform;

namespace Pollecho.Output;

/// <summary>What all JSON output has in common: its text, its figures and lists, and the facts of the machine.</summary>
internal static class JsonOutput
{
    // Thresholds hold < and >, and nobody puts this into a web page unescaped.
    private static readonly JsonWriterOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Page = Line with { Indented = true };

    /// <summary>An object on one line.</summary>
    public static string OnOneLine(Action<Utf8JsonWriter> fields) => Object(Line, fields);

    /// <summary>What happened, as an object on one line that begins with its name.</summary>
    public static string Event(string name, Action<Utf8JsonWriter> fields) => OnOneLine(json =>
    {
        json.WriteString("event", name);
        fields(json);
    });

    /// <summary>An object with each key on a line of its own.</summary>
    public static string Indented(Action<Utf8JsonWriter> fields) => Object(Page, fields);

    /// <summary>A figure to six decimals; null for what is not a number, such as a share of no time.</summary>
    public static double? Figure(double? figure) => figure is double known && double.IsFinite(known) ? Math.Round(known, 6) : null;

    /// <summary>Writes <see cref="Figure"/> of a figure under that name.</summary>
    public static void WriteFigure(this Utf8JsonWriter json, string name, double? figure)
    {
        if (Figure(figure) is double known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Writes a list of texts under that name.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a list of figures, all of them known, under that name.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a list of objects under that name.</summary>
    /// <typeparam name="T">What they are made of: no value type, each of which would have its own copy of this code.</typeparam>
    /// <param name="json">Where to.</param>
    /// <param name="name">The list's key.</param>
    /// <param name="items">What each object is made of.</param>
    /// <param name="fields">Writes the fields of one.</param>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> fields)
        where T : class
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            fields(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes what is known of a figure over several runs into an open object.</summary>
    public static void WriteSpread(this Utf8JsonWriter json, Spread? spread)
    {
        json.WriteFigure("median", spread?.Median);
        json.WriteFigure("min", spread?.Min);
        json.WriteFigure("max", spread?.Max);
    }

    /// <summary>Writes a condition and what became of it into an open object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="expression">The condition as it was given.</param>
    /// <param name="value">What it looked at; null if that is not known.</param>
    /// <param name="unit">The value's unit.</param>
    /// <param name="isCrossed">Whether the run failed by it.</param>
    public static void WriteVerdict(this Utf8JsonWriter json, string expression, double? value, string unit, bool isCrossed)
    {
        json.WriteString("expression", expression);
        json.WriteFigure("value", value);
        json.WriteString("unit", unit);
        json.WriteBoolean("crossed", isCrossed);
    }

    /// <summary>Writes a list of contenders, each with why there is nothing of it, under that name.</summary>
    public static void WriteReasons(this Utf8JsonWriter json, string name, string key, IEnumerable<(string Contender, string Reason)> reasons)
    {
        json.WriteStartArray(name);
        foreach ((string contender, string reason) in reasons)
        {
            json.WriteStartObject();
            json.WriteString(key, contender);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the facts of the machine into an open object.</summary>
    public static void WriteSystemFacts(this Utf8JsonWriter json)
    {
        json.WriteString("os", SystemFacts.Os);
        json.WriteString("kernel", SystemFacts.Kernel);
        json.WriteString("architecture", SystemFacts.Architecture);
        json.WriteString("cpu_model", SystemFacts.CpuModel);
        json.WriteNumber("cores", SystemFacts.Cores);
    }

    private static string Object(JsonWriterOptions form, Action<Utf8JsonWriter> fields)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, form))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}

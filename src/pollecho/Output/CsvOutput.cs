using System.Globalization;

namespace Pollecho.Output;

/// <summary>What all CSV output has in common, by RFC 4180: lines end in CR and LF, and a text with a comma, quote or line end is quoted.</summary>
internal static class CsvOutput
{
    /// <summary>A row with its line end; what is null is empty.</summary>
    public static string Row(IEnumerable<string?> values) => string.Join(',', values.Select(Quoted)) + "\r\n";

    /// <summary>A figure; null for what is not a number.</summary>
    public static string? Number(double? figure) => JsonOutput.Figure(figure)?.ToString(CultureInfo.InvariantCulture);

    private static string? Quoted(string? text) =>
        text is not null && text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}

using System.Globalization;
using System.Text;

namespace Pollecho.Output;

/// <summary>Makes text from elsewhere safe to show on a terminal.</summary>
internal static class Escape
{
    /// <summary>
    /// The bytes in quotes, UTF-8 text as it is; control characters, and what is not UTF-8, as <c>\x1b</c>,
    /// so that no peer can move the cursor, colour or retitle the reader's terminal.
    /// </summary>
    /// <param name="bytes">What was received.</param>
    /// <param name="limit">How many bytes to show at most; an ellipsis marks what is left out.</param>
    public static string Quote(ReadOnlySpan<byte> bytes, int limit) => $"\"{Text(bytes, limit, isQuoted: true)}\"{(bytes.Length > limit ? "…" : "")}";

    /// <summary>The same without the quotes, for what has its own: a string of JSON, or a field of CSV.</summary>
    public static string Unquoted(ReadOnlySpan<byte> bytes, int limit) => Text(bytes, limit, isQuoted: false) + (bytes.Length > limit ? "…" : "");

    private static string Text(ReadOnlySpan<byte> bytes, int limit, bool isQuoted)
    {
        var text = new StringBuilder();
        ReadOnlySpan<byte> rest = bytes[..Math.Min(bytes.Length, limit)];
        while (!rest.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(rest, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            if (valid && IsHarmless(rune))
            {
                text.Append(rune.Value == '\\' || (isQuoted && rune.Value == '"') ? "\\" : "").Append(rune.ToString());
            }
            else
            {
                AppendHex(text, rest[..length]);
            }

            rest = rest[length..];
        }

        return text.ToString();
    }

    /// <summary>The text on one line: what <see cref="Quote"/> does to control characters, and nothing else.</summary>
    public static string Line(string words)
    {
        var text = new StringBuilder();
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in words.EnumerateRunes())
        {
            if (IsHarmless(rune))
            {
                text.Append(rune.ToString());
            }
            else
            {
                AppendHex(text, utf8[..rune.EncodeToUtf8(utf8)]);
            }
        }

        return text.ToString();
    }

    private static void AppendHex(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
        }
    }

    // Format characters turn the direction of text or hide; separators break lines.
    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}

using System.Globalization;

namespace Pollecho.Commands;

/// <summary>Differentiated services code points (RFC 2474) as typed: by number, or by the name that RFC 4594, 5865 or 8622 gives them.</summary>
internal static class CodePoints
{
    /// <summary>The largest: the field has six bits.</summary>
    public const int Highest = 63;

    private static readonly Named[] All =
    [
        .. Enumerable.Range(0, 8).Select(selector => new Named($"cs{selector}", selector << 3)),
        .. from family in Enumerable.Range(1, 4) from drop in Enumerable.Range(1, 3) select new Named($"af{family}{drop}", (family << 3) | (drop << 1)),
        new("ef", 46),
        new("va", 44),
        new("le", 1),
    ];

    /// <summary>The names, in lower case.</summary>
    public static string[] Names { get; } = Array.ConvertAll(All, named => named.Name);

    /// <summary>Reads one, its name in upper or lower case; null if it is malformed, or over <see cref="Highest"/>.</summary>
    public static int? Read(string text) =>
        Array.Find(All, named => text.Equals(named.Name, StringComparison.OrdinalIgnoreCase)) is { } found ? found.Number
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int codePoint) && codePoint <= Highest ? codePoint : null;

    private sealed record Named(string Name, int Number);
}

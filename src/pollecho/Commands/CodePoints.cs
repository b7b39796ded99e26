using System.Globalization;

namespace Pollecho.Commands;

/// <summary>Differentiated services code points (RFC 2474) as typed: by number, or by the name that RFC 4594, 5865 or 8622 gives them.</summary>
internal static class CodePoints
{
    /// <summary>The largest: the field has six bits.</summary>
    public const int Highest = 63;

    private static readonly (string Name, int Number)[] Named =
    [
        .. Enumerable.Range(0, 8).Select(selector => ($"cs{selector}", selector << 3)),
        .. from family in Enumerable.Range(1, 4) from drop in Enumerable.Range(1, 3) select ($"af{family}{drop}", (family << 3) | (drop << 1)),
        ("ef", 46),
        ("va", 44),
        ("le", 1),
    ];

    /// <summary>The names, in lower case.</summary>
    public static IEnumerable<string> Names => Named.Select(named => named.Name);

    /// <summary>Reads one, its name in upper or lower case; null if it is malformed, or over <see cref="Highest"/>.</summary>
    public static int? Read(string text)
    {
        foreach ((string name, int number) in Named)
        {
            if (text.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return number;
            }
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int codePoint) && codePoint <= Highest ? codePoint : null;
    }
}

namespace Pollecho.Output.Charts;

/// <summary>The size of text in charts. What font a reader has is not known: these are the letters of a wide one.</summary>
internal static class ChartText
{
    /// <summary>From one line to the next, in SVG units.</summary>
    public const int LineHeight = 16;

    /// <summary>From a line's middle down to the letters' foot.</summary>
    public const int Foot = 5;

    /// <summary>The most letters of a name that are shown.</summary>
    private const int LongestName = 18;

    /// <summary>How wide a text is at most, in SVG units.</summary>
    public static double Width(string text) => text.Sum(letter => letter switch
    {
        'i' or 'j' or 'l' or 't' or 'f' or ' ' or '.' or ',' or ':' => 6,
        'm' or 'w' or 'M' or 'W' or '%' or '#' or 'µ' => 14,
        _ => 9,
    });

    /// <summary>A name, cut where it is so long that a chart would have no room for anything else.</summary>
    public static string Name(string name) => name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…";
}

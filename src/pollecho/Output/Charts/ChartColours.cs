namespace Pollecho.Output.Charts;

/// <summary>
/// The colours of the charts. Every element has its light one as an attribute, which every renderer knows; a style sheet
/// puts the dark one over it where the reader's system is dark.
/// </summary>
internal static class ChartColours
{
    /// <summary>The ground of a page.</summary>
    public static readonly Shade Page = new("#fdfdfc", "#16181b");

    /// <summary>The ground of a chart.</summary>
    public static readonly Shade Panel = new("#f3f4f5", "#1f2226");

    /// <summary>Text.</summary>
    public static readonly Shade Text = new("#1c1f23", "#e7e9ec");

    /// <summary>Text that matters less.</summary>
    public static readonly Shade Faint = new("#5f6670", "#a2a9b3");

    /// <summary>Lines between and behind.</summary>
    public static readonly Shade Rule = new("#d9dce0", "#3a3f46");

    /// <summary>The attributes of text that matters less.</summary>
    public static string Tick { get; } = $"class=\"tick\" fill=\"{Faint.Light}\"";

    /// <summary>The attributes of a line from a mark, or a curve's end, to its label.</summary>
    public static string Leader { get; } = $"class=\"leader\" fill=\"none\" stroke=\"{Faint.Light}\"";

    /// <summary>The rules that a style sheet has for dark.</summary>
    public static string ForDark { get; } = string.Join('\n',
    [
        $".panel {{ fill: {Panel.Dark} }} .chart {{ fill: {Text.Dark} }} .tick {{ fill: {Faint.Dark} }}",
        $".rule {{ stroke: {Rule.Dark} }} .leader {{ stroke: {Faint.Dark} }} .range {{ stroke: {Text.Dark} }} .halo {{ stroke: {Panel.Dark} }}",
        .. MarkStyle.All.Select(style => $".f-{style.Kind} {{ fill: {style.Colour.Dark} }} .s-{style.Kind} {{ stroke: {style.Colour.Dark} }}"),
    ]);
}

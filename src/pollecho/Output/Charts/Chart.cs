namespace Pollecho.Output.Charts;

/// <summary>A chart: what is drawn, without what it is put into.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Height">Its height, in units of which every chart is <see cref="Width"/> wide.</param>
/// <param name="Body">The elements of SVG.</param>
internal sealed record Chart(string Title, int Height, string Body)
{
    /// <summary>The width of every chart: text of 14 units is still legible where a telephone makes that 360 pixels.</summary>
    public const int Width = 420;

    /// <summary>The attributes that all its elements inherit.</summary>
    public static string Attributes => $"class=\"chart\" fill=\"{ChartColours.Text.Light}\" font-family=\"system-ui, sans-serif\" font-size=\"14\"";
}

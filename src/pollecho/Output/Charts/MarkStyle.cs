namespace Pollecho.Output.Charts;

/// <summary>
/// How marks, curves and areas are drawn. A contender's go by its name, not its place, so that it looks the same in every
/// picture. What is the same kind once more, as <c>epoll#2</c> or <c>sleep:5ms</c>, has the kind's colour with a dash and a
/// hollow mark.
/// </summary>
/// <param name="Kind">The contender's name, without what is given with it.</param>
/// <param name="Colour">Its colour: distinct to colour-blind readers too, and clear of the ground.</param>
/// <param name="Mark">Its mark, an SVG path about 12 units wide around the origin.</param>
internal sealed record MarkStyle(string Kind, Shade Colour, string Mark)
{
    private static readonly string[] Dashes = ["", " stroke-dasharray=\"8 4\"", " stroke-dasharray=\"2 3\"", " stroke-dasharray=\"8 3 2 3\""];

    /// <summary>All: one for each contender of any system.</summary>
    public static IReadOnlyList<MarkStyle> All { get; } =
    [
        new("adaptive", new("#0c5380", "#0f68e6"), "M-5.5,0a5.5,5.5 0 1,0 11,0a5.5,5.5 0 1,0 -11,0z"),
        new("spin", new("#ff2d00", "#ff630d"), "M0,-6L6,5H-6z"),
        new("yield", new("#754000", "#ddd31d"), "M0,6L6,-5H-6z"),
        new("sleep", new("#009565", "#6bdbc2"), "M-5,-5h10v10h-10z"),
        new("select", new("#020585", "#9895ff"), "M0,-6.5L6.5,0L0,6.5L-6.5,0z"),
        new("epoll", new("#d360bd", "#be82a1"), "M-2,-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z"),
        new("kqueue", new("#9000fc", "#a8fca8"), "M-6,-5.5L6,5.5V-5.5L-6,5.5z"),
        new("afd", new("#6c00c0", "#c300b4"), "M-3,-5.5h6L6,0L3,5.5h-6L-6,0z"),
        new("blocking", new("#4c2133", "#8b606d"), "M-6,-3L-3,-6L0,-3L3,-6L6,-3L3,0L6,3L3,6L0,3L-3,6L-6,3L-3,0z"),
        new("async", new("#0d0d0d", "#ffffff"), "M0,-7L1.6,-2.2L6.6,-2.2L2.6,0.8L4.1,5.7L0,2.7L-4.1,5.7L-2.6,0.8L-6.6,-2.2L-1.6,-2.2z"),
        new("io_uring", new("#8f0df7", "#b64e00"), "M-6,-6h12v4h-8v4h8v4h-12z"),
    ];

    /// <summary>How many before this one in the picture are of its kind.</summary>
    public int Repeat { get; private init; }

    /// <summary>The style of the same kind once more.</summary>
    public MarkStyle Again => this with { Repeat = Repeat + 1 };

    /// <summary>The attributes of a curve.</summary>
    public string Line => Outline + Dashes[Repeat % Dashes.Length];

    /// <summary>The attributes of an area.</summary>
    public string Area => Repeat == 0 ? $"class=\"f-{Kind}\" fill=\"{Colour.Light}\"" : Outline;

    private string Outline => $"class=\"s-{Kind}\" fill=\"none\" stroke=\"{Colour.Light}\" stroke-width=\"2\"";

    /// <summary>The style of a kind.</summary>
    /// <param name="kind">One of those that <see cref="All"/> has.</param>
    /// <param name="repeat">How many before this one in the picture are of its kind.</param>
    public static MarkStyle Of(string kind, int repeat = 0) => All.Single(style => style.Kind == kind) with { Repeat = repeat };

    /// <summary>The mark, as an element of SVG.</summary>
    /// <param name="x">To the right, in units of the picture.</param>
    /// <param name="y">Downwards.</param>
    public string MarkAt(double x, double y) => $"<path {Area} transform=\"translate({Svg.At(x)} {Svg.At(y)})\" d=\"{Mark}\"/>";
}

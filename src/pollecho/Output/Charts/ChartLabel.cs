namespace Pollecho.Output.Charts;

/// <summary>A label in its place: the name of one point, or the names of all that are on top of one another.</summary>
/// <param name="points">Which points it names, line by line from the top.</param>
/// <param name="box">The room that it takes.</param>
/// <param name="centre">The middle of its points.</param>
internal sealed class ChartLabel(IReadOnlyList<ChartMark> points, ChartBox box, (double X, double Y) centre)
{
    /// <summary>From a mark's middle to the letters beside it.</summary>
    public const double Beside = 10;

    /// <summary>Which points it names, line by line from the top.</summary>
    public IReadOnlyList<ChartMark> Points { get; } = points;

    /// <summary>The room that it takes.</summary>
    public ChartBox Box { get; } = box;

    /// <summary>The middle of its points.</summary>
    public (double X, double Y) Centre { get; } = centre;

    /// <summary>Whether it is left of its points, so that its right side is turned to them.</summary>
    public bool IsLeft => (Box.Left + Box.Right) / 2 < Centre.X;

    /// <summary>Where the line to its points ends.</summary>
    public (double X, double Y) Foot => Points.Count == 1 ? Box.Nearest(Centre.X, Centre.Y)
        : (IsLeft ? Box.Right : Box.Left, Math.Clamp(Centre.Y, Box.Top, Box.Bottom));

    /// <summary>Whether it is so far from its points that it takes a line to see to which it belongs.</summary>
    public bool HasLeader => Points.Count > 1 || Math.Abs(Foot.X - Centre.X) + Math.Abs(Foot.Y - Centre.Y) > Beside + 1;
}

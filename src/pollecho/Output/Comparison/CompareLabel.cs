namespace Pollecho.Output.Comparison;

/// <summary>A label in its place: the name of one point, or the names of all that are on top of one another.</summary>
/// <param name="Points">Which points it names, by their number; line by line from the top.</param>
/// <param name="Box">The room that it takes.</param>
/// <param name="Centre">The middle of its points.</param>
internal sealed record CompareLabel(IReadOnlyList<int> Points, ChartBox Box, (double X, double Y) Centre)
{
    /// <summary>From a mark's middle to the letters beside it.</summary>
    public const double Beside = 10;

    /// <summary>Whether it is left of its points, so that its right side is turned to them.</summary>
    public bool IsLeft => (Box.Left + Box.Right) / 2 < Centre.X;

    /// <summary>Where the line to its points ends.</summary>
    public (double X, double Y) Foot => Points.Count == 1 ? Box.Nearest(Centre.X, Centre.Y)
        : (IsLeft ? Box.Right : Box.Left, Math.Clamp(Centre.Y, Box.Top, Box.Bottom));

    /// <summary>Whether it is so far from its points that it takes a line to see to which it belongs.</summary>
    public bool HasLeader => Points.Count > 1 || Math.Abs(Foot.X - Centre.X) + Math.Abs(Foot.Y - Centre.Y) > Beside + 1;
}

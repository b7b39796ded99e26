namespace Pollecho.Output.Charts;

/// <summary>A rectangle of a chart, in SVG units.</summary>
internal sealed record ChartBox(double Left, double Top, double Right, double Bottom)
{
    /// <summary>The rectangle around a point.</summary>
    /// <param name="x">To the right.</param>
    /// <param name="y">Downwards.</param>
    /// <param name="reach">How far it reaches to each side.</param>
    public static ChartBox Around(double x, double y, double reach) => new(x - reach, y - reach, x + reach, y + reach);

    /// <summary>Whether the two have an area in common.</summary>
    public bool Overlaps(ChartBox other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    /// <summary>Whether the other one lies within this one.</summary>
    public bool Holds(ChartBox other) => Left <= other.Left && other.Right <= Right && Top <= other.Top && other.Bottom <= Bottom;

    /// <summary>The point of it that is nearest to another one.</summary>
    public (double X, double Y) Nearest(double x, double y) => (Math.Clamp(x, Left, Right), Math.Clamp(y, Top, Bottom));

    /// <summary>Whether a line runs through it: Liang and Barsky's clipping leaves something of the line.</summary>
    public bool IsCrossedBy((double X, double Y) from, (double X, double Y) to)
    {
        double start = 0, end = 1;
        return Clip(from.X - to.X, from.X - Left) && Clip(to.X - from.X, Right - from.X)
            && Clip(from.Y - to.Y, from.Y - Top) && Clip(to.Y - from.Y, Bottom - from.Y) && start < end;

        bool Clip(double direction, double distance)
        {
            if (direction < 0)
            {
                start = Math.Max(start, distance / direction);
            }
            else if (direction > 0)
            {
                end = Math.Min(end, distance / direction);
            }

            return direction != 0 || distance > 0;
        }
    }
}

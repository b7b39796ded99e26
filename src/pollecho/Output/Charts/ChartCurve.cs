using System.Text;

namespace Pollecho.Output.Charts;

/// <summary>A curve of a chart, with its name at its end.</summary>
/// <param name="Name">The name.</param>
/// <param name="Style">How it is drawn.</param>
/// <param name="Points">What it goes through; at least one.</param>
internal sealed record ChartCurve(string Name, MarkStyle Style, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>From the curves' ends to the middle of the marks beside their names, and from there to the names.</summary>
    private const int ToMark = 22, ToName = 12;

    /// <summary>How much room the names of curves take to the right of a chart, in SVG units.</summary>
    public static int RoomForNames(IEnumerable<ChartCurve> curves) => ToMark + ToName + (int)curves.Max(curve => ChartText.Width(curve.Name));

    /// <summary>Draws it.</summary>
    public void Add(StringBuilder svg, ChartArea area)
    {
        string path = string.Join(' ', Points.Select(point => $"{Svg.At(area.X(point.X))},{Svg.At(area.Y(point.Y))}"));
        svg.AppendLine($"<g><title>{HtmlPage.Text(Name)}</title><polyline {Style.Line} points=\"{path}\"/>");
        foreach (ChartPoint point in Points.Where(point => point.IsMarked))
        {
            svg.AppendLine(Style.MarkAt(area.X(point.X), area.Y(point.Y)));
        }

        svg.AppendLine("</g>");
    }

    /// <summary>Writes the names, one below the other in the order of the curves' ends, each with a line from there.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="curves">The curves.</param>
    /// <param name="area">The chart's area.</param>
    /// <param name="right">Where it ends to the right, in SVG units.</param>
    public static void AddNames(StringBuilder svg, IReadOnlyList<ChartCurve> curves, ChartArea area, double right)
    {
        ChartMark[] ends = [.. curves.Select(curve => new ChartMark(area.X(curve.Points[^1].X), area.Y(curve.Points[^1].Y), curve.Name, curve.Style)).OrderBy(end => end.Y)];
        double half = ChartText.LineHeight / 2.0;
        double[] places = Apart(Array.ConvertAll(ends, end => end.Y), ChartText.LineHeight, area.Room.Top + half, area.Room.Bottom - half);
        for (int i = 0; i < ends.Length; i++)
        {
            string x = Svg.At(ends[i].X), y = Svg.At(ends[i].Y);
            svg.AppendLine($"<polyline {ChartColours.Leader} points=\"{x},{y} {Svg.At(right + 2)},{y} {Svg.At(right + ToMark - 8)},{Svg.At(places[i])}\"/>");
            svg.AppendLine(ends[i].Style.MarkAt(right + ToMark, places[i]));
            svg.AppendLine($"<text x=\"{Svg.At(right + ToMark + ToName)}\" y=\"{Svg.At(places[i] + ChartText.Foot)}\">{HtmlPage.Text(ends[i].Name)}</text>");
        }
    }

    /// <summary>Moves ascending places as little as it takes for them to be apart, between two bounds that leave room for all.</summary>
    internal static double[] Apart(IReadOnlyList<double> wanted, double distance, double low, double high)
    {
        // Those that would run into one another become one block around their mean, which may run into the next one.
        List<Block> blocks = [];
        for (int i = 0; i < wanted.Count; i++)
        {
            blocks.Add(new(wanted[i] - (i * distance), 1));
            while (blocks.Count > 1 && blocks[^2].Mean >= blocks[^1].Mean)
            {
                blocks[^2] = new(blocks[^2].Sum + blocks[^1].Sum, blocks[^2].Count + blocks[^1].Count);
                blocks.RemoveAt(blocks.Count - 1);
            }
        }

        double most = Math.Max(low, high - ((wanted.Count - 1) * distance));
        var places = new List<double>(wanted.Count);
        foreach (Block block in blocks)
        {
            for (int i = 0; i < block.Count; i++)
            {
                places.Add(Math.Clamp(block.Mean, low, most) + (places.Count * distance));
            }
        }

        return [.. places];
    }

    /// <summary>Places that have become one: their sum, and how many they are.</summary>
    private sealed record Block(double Sum, int Count)
    {
        public double Mean => Sum / Count;
    }
}

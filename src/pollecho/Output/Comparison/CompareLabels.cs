namespace Pollecho.Output.Comparison;

/// <summary>Finds places for the labels of points, so that none covers a mark or another label.</summary>
/// <param name="points">Where the marks are.</param>
internal sealed class CompareLabels(IEnumerable<(double X, double Y)> points)
{
    private const double MarkSize = 14, LineHeight = 16, LetterWidth = 8;

    private static readonly double[] Steps = [0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5];

    private readonly List<(double Left, double Top, double Right, double Bottom)> _taken =
        [.. points.Select(point => (point.X - (MarkSize / 2), point.Y - (MarkSize / 2), point.X + (MarkSize / 2), point.Y + (MarkSize / 2)))];

    /// <summary>Takes the free place for a label that is nearest to its point: beside it, or above or below that.</summary>
    /// <returns>Where its text begins, or ends if it is left of the point, and its base line; right beside the point if nothing is free.</returns>
    public (double X, double Y, bool IsLeft) Take(double x, double y, string label)
    {
        double width = label.Length * LetterWidth;
        foreach (double step in Steps)
        {
            foreach (bool isLeft in new[] { false, true })
            {
                double edge = x + (isLeft ? -10 : 10), middle = y + (step * LineHeight);
                (double Left, double Top, double Right, double Bottom) box =
                    (isLeft ? edge - width : edge, middle - (LineHeight / 2), isLeft ? edge : edge + width, middle + (LineHeight / 2));
                bool isFree = box.Left > 0 && box.Right < CompareChart.Width && box.Top > 0 && box.Bottom < CompareChartArea.Height
                    && !_taken.Exists(other => box.Left < other.Right && other.Left < box.Right && box.Top < other.Bottom && other.Top < box.Bottom);
                if (isFree)
                {
                    _taken.Add(box);
                    return (edge, middle + 5, isLeft);
                }
            }
        }

        return (x + 10, y + 5, false);
    }
}

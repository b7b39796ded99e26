namespace Pollecho.Output.Comparison;

/// <summary>
/// Finds places for the labels of points, so that none covers a mark or another label. Points so close together that
/// their marks hide one another have one label, which names them all, if they are three or more.
/// </summary>
internal sealed class CompareLabels
{
    /// <summary>How far a mark reaches from its middle.</summary>
    public const double MarkReach = 7;

    /// <summary>Marks nearer than this hide one another.</summary>
    public const double TooNear = 9;

    /// <summary>The room that a label of several has for their marks, beside the names, and for its bracket.</summary>
    public const double Indent = 24;

    private const double Step = 6, Elsewhere = 8, LeaderCost = 20, CrossingCost = 60;
    private const int Rounds = 3;

    private readonly (double X, double Y, string Name)[] _points;
    private readonly ChartBox _bounds;
    private readonly ChartBox[] _marks;
    private readonly List<CompareLabel> _placed = [];

    private CompareLabels(IReadOnlyList<(double X, double Y, string Name)> points, ChartBox bounds)
    {
        _points = [.. points];
        _bounds = bounds;
        _marks = [.. points.Select(point => ChartBox.Around(point.X, point.Y, MarkReach))];
    }

    /// <summary>Finds a place for each label.</summary>
    /// <param name="points">The points, with their names.</param>
    /// <param name="bounds">Where labels may be.</param>
    /// <returns>The labels; null if there is no room for one of them.</returns>
    public static IReadOnlyList<CompareLabel>? Place(IReadOnlyList<(double X, double Y, string Name)> points, ChartBox bounds)
    {
        var labels = new CompareLabels(points, bounds);
        return labels.PlaceAll() ? labels._placed : null;
    }

    private bool PlaceAll()
    {
        // The largest first, then those that have the most neighbours: they have the least choice.
        int[][] groups = [.. Groups().OrderByDescending(group => group.Length).ThenByDescending(group => _points.Count(point => Distance(point, _points[group[0]]) < 60))];
        foreach (int[] group in groups)
        {
            if (Best(group) is not { } label)
            {
                return false;
            }

            _placed.Add(label);
        }

        // Once more with all others there, as the first ones did not know where those would be.
        for (int i = 0; i < Rounds * groups.Length; i++)
        {
            CompareLabel old = _placed[0];
            _placed.RemoveAt(0);
            _placed.Add(Best(old.Points) ?? old);
        }

        return true;
    }

    /// <summary>The points by what hides what: those of a group of one or two are named one by one.</summary>
    private IEnumerable<int[]> Groups()
    {
        int[] group = [.. Enumerable.Range(0, _points.Length)];
        for (int i = 0; i < _points.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (group[i] != group[j] && Distance(_points[i], _points[j]) < TooNear)
                {
                    (int kept, int joined) = (group[j], group[i]);
                    group = [.. group.Select(number => number == joined ? kept : number)];
                }
            }
        }

        return Enumerable.Range(0, _points.Length).GroupBy(i => group[i])
            .SelectMany(hidden => hidden.Count() > 2 ? [[.. hidden.OrderBy(i => _points[i].Y)]] : hidden.Select(i => new[] { i }));
    }

    /// <summary>The best of the free places; null if there is none.</summary>
    private CompareLabel? Best(IReadOnlyList<int> group)
    {
        double width = group.Max(i => ChartText.Width(_points[i].Name)) + (group.Count > 1 ? Indent : 0);
        double height = ChartText.LineHeight * group.Count;
        (double X, double Y) centre = (group.Average(i => _points[i].X), group.Average(i => _points[i].Y));
        CompareLabel? best = null;
        double least = double.PositiveInfinity;
        foreach ((double left, double top, double extra) in Places(centre, width, height))
        {
            var label = new CompareLabel(group, new(left, top, left + width, top + height), centre);
            double cost = Distance(label.Foot, centre) + (label.HasLeader ? LeaderCost : 0) + extra;
            if (cost < least && _bounds.Holds(label.Box) && !_marks.Any(label.Box.Overlaps) && !_placed.Exists(other => other.Box.Overlaps(label.Box))
                && (cost += CrossingCost * Crossings(label)) < least)
            {
                (best, least) = (label, cost);
            }
        }

        return best;
    }

    /// <summary>Right and left beside a point, then all over the area.</summary>
    private IEnumerable<(double Left, double Top, double Extra)> Places((double X, double Y) centre, double width, double height)
    {
        yield return (centre.X + CompareLabel.Beside, centre.Y - (height / 2), 0);
        yield return (centre.X - CompareLabel.Beside - width, centre.Y - (height / 2), 1);
        for (double top = _bounds.Top; top + height <= _bounds.Bottom; top += Step)
        {
            for (double left = _bounds.Left; left + width <= _bounds.Right; left += Step)
            {
                yield return (left, top, Elsewhere);
            }
        }
    }

    /// <summary>How many marks and labels its line runs through, and how many lines run through it.</summary>
    private int Crossings(CompareLabel label) =>
        _placed.Count(other => other.HasLeader && label.Box.IsCrossedBy(other.Centre, other.Foot))
        + (label.HasLeader ? _placed.Count(other => other.Box.IsCrossedBy(label.Centre, label.Foot))
            + _marks.Where((mark, i) => !label.Points.Contains(i) && mark.IsCrossedBy(label.Centre, label.Foot)).Count() : 0);

    private static double Distance((double X, double Y, string Name) one, (double X, double Y, string Name) other) =>
        Distance((one.X, one.Y), (other.X, other.Y));

    private static double Distance((double X, double Y) one, (double X, double Y) other) => Math.Sqrt(Math.Pow(one.X - other.X, 2) + Math.Pow(one.Y - other.Y, 2));
}

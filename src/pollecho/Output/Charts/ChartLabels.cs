namespace Pollecho.Output.Charts;

/// <summary>
/// Finds places for the labels of points, so that none covers a mark or another label. Points so close together that
/// their marks hide one another have one label, which names them all, if they are three or more.
/// </summary>
internal sealed class ChartLabels
{
    /// <summary>How far a mark reaches from its middle.</summary>
    public const double MarkReach = 7;

    /// <summary>Marks nearer than this hide one another.</summary>
    public const double TooNear = 9;

    /// <summary>The room that a label of several has for their marks, beside the names, and for its bracket.</summary>
    public const double Indent = 24;

    private const double Step = 6, Elsewhere = 8, LeaderCost = 20, CrossingCost = 60;
    private const int Rounds = 3;

    private readonly IReadOnlyList<ChartMark> _points;
    private readonly ChartBox _bounds;
    private readonly ChartBox[] _marks;
    private readonly List<ChartLabel> _placed = [];

    private ChartLabels(IReadOnlyList<ChartMark> points, ChartBox bounds)
    {
        _points = points;
        _bounds = bounds;
        _marks = [.. points.Select(point => ChartBox.Around(point.X, point.Y, MarkReach))];
    }

    /// <summary>Finds a place for each label.</summary>
    /// <param name="points">The points.</param>
    /// <param name="bounds">Where labels may be.</param>
    /// <returns>The labels; null if there is no room for one of them.</returns>
    public static IReadOnlyList<ChartLabel>? Place(IReadOnlyList<ChartMark> points, ChartBox bounds)
    {
        var labels = new ChartLabels(points, bounds);
        return labels.PlaceAll() ? labels._placed : null;
    }

    private bool PlaceAll()
    {
        // The largest first, then those that have the most neighbours: they have the least choice.
        ChartMark[][] groups = [.. Groups().OrderByDescending(group => group.Length).ThenByDescending(group => _points.Count(point => Distance(point, group[0]) < 60))];
        foreach (ChartMark[] group in groups)
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
            ChartLabel old = _placed[0];
            _placed.RemoveAt(0);
            _placed.Add(Best(old.Points) ?? old);
        }

        return true;
    }

    /// <summary>The points by what hides what: those of a group of one or two are named one by one.</summary>
    private List<ChartMark[]> Groups()
    {
        // Each group has the number of its first point.
        int[] group = new int[_points.Count];
        for (int i = 0; i < group.Length; i++)
        {
            group[i] = i;
            for (int j = 0; j < i; j++)
            {
                if (Distance(_points[i], _points[j]) < TooNear)
                {
                    int kept = Math.Min(group[i], group[j]), joined = Math.Max(group[i], group[j]);
                    group = Array.ConvertAll(group, number => number == joined ? kept : number);
                }
            }
        }

        var groups = new List<ChartMark[]>();
        for (int number = 0; number < group.Length; number++)
        {
            ChartMark[] hidden = [.. _points.Where((_, i) => group[i] == number)];
            groups.AddRange(hidden.Length > 2 ? [[.. hidden.OrderBy(point => point.Y)]] : Array.ConvertAll(hidden, point => new[] { point }));
        }

        return groups;
    }

    /// <summary>The best of the free places; null if there is none.</summary>
    private ChartLabel? Best(IReadOnlyList<ChartMark> group)
    {
        double width = group.Max(point => ChartText.Width(point.Name)) + (group.Count > 1 ? Indent : 0);
        double height = ChartText.LineHeight * group.Count;
        (double X, double Y) centre = (group.Average(point => point.X), group.Average(point => point.Y));
        ChartLabel? best = null;
        double least = double.PositiveInfinity;

        // Right and left beside a point, then all over the area.
        Try(centre.X + ChartLabel.Beside, centre.Y - (height / 2), 0);
        Try(centre.X - ChartLabel.Beside - width, centre.Y - (height / 2), 1);
        for (double top = _bounds.Top; top + height <= _bounds.Bottom; top += Step)
        {
            for (double left = _bounds.Left; left + width <= _bounds.Right; left += Step)
            {
                Try(left, top, Elsewhere);
            }
        }

        return best;

        void Try(double left, double top, double extra)
        {
            var label = new ChartLabel(group, new(left, top, left + width, top + height), centre);
            double cost = Distance(label.Foot, centre) + (label.HasLeader ? LeaderCost : 0) + extra;
            if (cost < least && _bounds.Holds(label.Box) && !_marks.Any(label.Box.Overlaps) && !_placed.Exists(other => other.Box.Overlaps(label.Box))
                && (cost += CrossingCost * Crossings(label)) < least)
            {
                (best, least) = (label, cost);
            }
        }
    }

    /// <summary>How many marks and labels its line runs through, and how many lines run through it.</summary>
    private int Crossings(ChartLabel label) =>
        _placed.Count(other => other.HasLeader && label.Box.IsCrossedBy(other.Centre, other.Foot))
        + (label.HasLeader ? _placed.Count(other => other.Box.IsCrossedBy(label.Centre, label.Foot))
            + _marks.Where((mark, i) => !label.Points.Contains(_points[i]) && mark.IsCrossedBy(label.Centre, label.Foot)).Count() : 0);

    private static double Distance(ChartMark one, ChartMark other) =>
        Distance((one.X, one.Y), (other.X, other.Y));

    private static double Distance((double X, double Y) one, (double X, double Y) other) => Math.Sqrt(Math.Pow(one.X - other.X, 2) + Math.Pow(one.Y - other.Y, 2));
}

using Pollecho.Measurement;

namespace Pollecho.Compare;

/// <summary>
/// What all runs of one regime found of one contender. Shown are those that nothing disturbed; only where there is
/// none, the disturbed ones.
/// </summary>
internal sealed class Figures
{
    private readonly Dictionary<int, IReadOnlyDictionary<Metric, double>> _clean = [];
    private readonly Dictionary<int, IReadOnlyDictionary<Metric, double>> _disturbed = [];
    private readonly Dictionary<int, IReadOnlyDictionary<Metric, double>> _all = [];
    private readonly LatencyHistogram _cleanTrips = new();
    private readonly LatencyHistogram _disturbedTrips = new();

    /// <summary>How many runs there were.</summary>
    public int Runs => _all.Count;

    /// <summary>In how many of them other programs were in the way.</summary>
    public int DisturbedRuns => _disturbed.Count;

    /// <summary>Whether what is shown is of disturbed runs, for lack of others.</summary>
    public bool IsDisturbed => _clean.Count == 0 && _disturbed.Count > 0;

    /// <summary>The round trips of the runs that are shown, together.</summary>
    public LatencyHistogram RoundTrips => IsDisturbed ? _disturbedTrips : _cleanTrips;

    /// <summary>One metric over the runs that are shown; null if it does not apply or was not seen.</summary>
    public Spread? this[Metric metric]
    {
        get
        {
            Dictionary<int, IReadOnlyDictionary<Metric, double>>.ValueCollection shown = (IsDisturbed ? _disturbed : _clean).Values;
            double[] figures = [.. shown.Where(run => run.ContainsKey(metric)).Select(run => run[metric])];

            // A percentile that single runs are too short for may be had of all together, without a spread.
            return metric.Percentile is double percentile && figures.Length < shown.Count
                ? Sample.Microseconds(RoundTrips, percentile) is double pooled ? new(pooled, pooled, pooled) : null
                : Spread.Of(figures);
        }
    }

    /// <summary>Adds a run.</summary>
    /// <param name="run">Its number.</param>
    /// <param name="sample">What it found.</param>
    public void Add(int run, Sample sample)
    {
        var figures = new Dictionary<Metric, double>();
        foreach (Metric metric in Metric.All)
        {
            if (metric.Read(sample) is double figure)
            {
                figures[metric] = figure;
            }
        }

        Add(run, figures, sample.Disturbance.IsDisturbed);
        (sample.Disturbance.IsDisturbed ? _disturbedTrips : _cleanTrips).Add(sample.RoundTrips);
    }

    /// <summary>Adds what a run found.</summary>
    internal void Add(int run, IReadOnlyDictionary<Metric, double> figures, bool disturbed)
    {
        (disturbed ? _disturbed : _clean).Add(run, figures);
        _all.Add(run, figures);
    }

    /// <summary>A metric of this one and of another, run by run, where nothing disturbed either.</summary>
    public IReadOnlyList<Pair> Pairs(Figures other, Metric metric) => Pairs(_clean, other._clean, metric);

    /// <summary>In how many runs both have the metric, disturbed or not.</summary>
    public int PairsInAll(Figures other, Metric metric) => Pairs(_all, other._all, metric).Count;

    private static List<Pair> Pairs(
        Dictionary<int, IReadOnlyDictionary<Metric, double>> first, Dictionary<int, IReadOnlyDictionary<Metric, double>> second, Metric metric)
    {
        var pairs = new List<Pair>();
        foreach ((int run, IReadOnlyDictionary<Metric, double> figures) in first)
        {
            if (figures.TryGetValue(metric, out double one)
                && second.TryGetValue(run, out IReadOnlyDictionary<Metric, double>? others) && others.TryGetValue(metric, out double other))
            {
                pairs.Add(new(one, other));
            }
        }

        return pairs;
    }
}

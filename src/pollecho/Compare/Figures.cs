using Pollecho.Measurement;

namespace Pollecho.Compare;

/// <summary>What all runs of one regime found of one contender.</summary>
internal sealed class Figures
{
    private readonly List<Sample> _samples = [];
    private readonly Dictionary<Metric, Spread> _given = [];

    /// <summary>The round trips of all runs together.</summary>
    public LatencyHistogram RoundTrips { get; } = new();

    /// <summary>How many runs there were.</summary>
    public int Runs => _samples.Count;

    /// <summary>One metric over the runs; null if it does not apply or was not seen.</summary>
    public Spread? this[Metric metric] => _given.GetValueOrDefault(metric) ?? OverRuns(metric);

    /// <summary>Sets a metric as if it had been measured, for tests.</summary>
    internal void Set(Metric metric, Spread spread) => _given[metric] = spread;

    /// <summary>Adds a run.</summary>
    public void Add(Sample sample)
    {
        _samples.Add(sample);
        RoundTrips.Add(sample.RoundTrips);
    }

    private Spread? OverRuns(Metric metric)
    {
        double[] figures = [.. _samples.Select(sample => sample.Figure(metric)).OfType<double>()];

        // A percentile that single runs are too short for may be had of all together, without a spread.
        double? percentile = metric switch { Metric.P50 => 50, Metric.P99 => 99, Metric.P999 => 99.9, _ => null };
        if (percentile is not null && figures.Length < _samples.Count)
        {
            return Sample.Microseconds(RoundTrips, percentile.Value) is double pooled ? new(pooled, pooled, pooled) : null;
        }

        return Spread.Of(figures);
    }
}

using Pollecho.Measurement;

namespace Pollecho.Compare;

/// <summary>What a comparison found.</summary>
internal sealed class CompareResult(ComparePlan plan)
{
    private readonly Dictionary<string, Figures> _figures = [];

    /// <summary>What was asked for.</summary>
    public ComparePlan Plan { get; } = plan;

    /// <summary>What went wrong, in order.</summary>
    public List<CompareFailure> Failures { get; } = [];

    /// <summary>Whether it was stopped before its end.</summary>
    public bool Interrupted { get; set; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Began { get; } = DateTimeOffset.UtcNow;

    /// <summary>How long it took in all.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>The figures of one contender under one regime; null if there are none.</summary>
    public Figures? this[Regime regime, string contender]
    {
        get => _figures.GetValueOrDefault(Key(regime, contender));
        set => _figures[Key(regime, contender)] = value!;
    }

    /// <summary>The windows that other programs disturbed, regime by regime.</summary>
    public List<DisturbedWindow> Disturbances { get; } = [];

    /// <summary>In how many windows it is not known whether other programs were in the way, as the system does not say.</summary>
    public int Unwatched { get; private set; }

    /// <summary>How many windows were measured, not counting those that were measured again.</summary>
    public int Windows => _figures.Values.Sum(figures => figures.Runs);

    /// <summary>One metric of one contender under one regime; null if it does not apply or was not seen.</summary>
    public Spread? Get(Regime regime, string contender, Metric metric) => this[regime, contender]?[metric];

    /// <summary>Adds what one run found.</summary>
    public void Add(Regime regime, string contender, int run, Sample sample)
    {
        Figures figures = this[regime, contender] ??= new();
        figures.Add(run, sample);
        if (sample.Disturbance.IsDisturbed)
        {
            Disturbances.Add(new(regime, contender, sample.Disturbance));
        }
        else if (sample.Disturbance is { Waited: null, Others: null })
        {
            Unwatched++;
        }
    }

    private static string Key(Regime regime, string contender) => $"{regime.Name}.{contender}";
}

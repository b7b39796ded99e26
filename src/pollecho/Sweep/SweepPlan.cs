using Pollecho.Client;
using Pollecho.Results;

namespace Pollecho.Sweep;

/// <summary>What is to be swept, as it stands when nothing else is asked for.</summary>
/// <param name="Load">What each step does; <see cref="RunOptions.Rate"/> is set step by step.</param>
internal sealed record SweepPlan(RunOptions Load)
{
    /// <summary>The lowest rate that may be asked for, in messages a second.</summary>
    public const string LowestRate = "1";

    /// <summary>The highest rate that may be asked for: no client comes near it.</summary>
    public const string HighestRate = "10M";

    /// <summary>The shortest step that shows anything.</summary>
    public const string ShortestStep = "100ms";

    /// <summary>How many rates there are between two that are given, both included.</summary>
    public const int UsualSteps = 10;

    /// <summary>The most rates there are between two.</summary>
    public const int MostSteps = 100;

    /// <summary>The condition of a search for which none is given.</summary>
    public const string UsualCondition = "p99<10ms";

    /// <summary>
    /// What a step does if nothing else is asked for. As many messages may be under way as it takes to send each when it is
    /// due: with few, the client would wait for the server, and the delay show that of the client's making.
    /// </summary>
    public static readonly RunOptions UsualLoad = RunOptions.Usual with
    {
        Connections = 50,
        Pipeline = 1000,
        Warmup = TimeSpan.FromMilliseconds(500),
        Duration = TimeSpan.FromSeconds(2),
    };

    /// <summary>The rates of the steps, in messages a second, ascending; in a search it is looked between them once one is not kept.</summary>
    public IReadOnlyList<double> Rates { get; init; } = RateLadder.Doubling(lowest: 100, highest: 10e6);

    /// <summary>The condition that is to be kept; null to measure each rate and search for none.</summary>
    public Threshold? While { get; init; }

    /// <summary>How close the search comes: to within this share of the rate.</summary>
    public double Resolution { get; init; } = 0.02;

    /// <summary>The percentile at which the client's own part in a delay is judged: the condition's, or the one that people look at.</summary>
    public double JudgedPercentile => While?.Percentile ?? 99;

    /// <summary>How long the server may take to recover from a step at most: a queue as long as the step, and then some.</summary>
    public TimeSpan LongestRecovery => TimeSpan.FromSeconds(10) + (Load.Duration ?? TimeSpan.Zero);
}

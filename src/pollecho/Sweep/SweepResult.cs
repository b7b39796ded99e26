using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Results;

namespace Pollecho.Sweep;

/// <summary>What a sweep found, or has found so far.</summary>
internal sealed class SweepResult(SweepPlan plan)
{
    /// <summary>What was asked for.</summary>
    public SweepPlan Plan { get; } = plan;

    /// <summary>When it began.</summary>
    public DateTimeOffset Began { get; } = DateTimeOffset.UtcNow;

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>The steps, in the order in which they were measured.</summary>
    public List<SweepStep> Steps { get; } = [];

    /// <summary>The round trips of a server that has nothing else to do; empty if they are not known.</summary>
    public LatencyHistogram Unloaded { get; set; } = new();

    /// <summary>What ended it.</summary>
    public SweepLimit Limit { get; set; }

    /// <summary>Where the server could not be talked to: what was asked for and found then.</summary>
    public (RunOptions Options, RunResult Result)? Broken { get; set; }

    /// <summary>The lowest rate that was not kept, and has no kept one above that counts; null if there is none.</summary>
    public double? NotKept { get; set; }

    /// <summary>The rate that was confirmed; null if none was.</summary>
    public double? Confirmed { get; set; }

    /// <summary>
    /// The highest rate that was kept, as it was answered: the one that was confirmed, or the highest so far below all that were
    /// not kept; null if none was.
    /// </summary>
    public double? Kept => Highest is { } highest
        ? Steps.Where(step => step.IsKept && step.Rate == highest).Min(step => Math.Min(step.Rate, step.Result.Rate)) : null;

    /// <summary>The knee, in messages a second: the highest rate that the server keeps. Never more than was answered; null if it was not found.</summary>
    public double? Knee => Limit == SweepLimit.Server ? Kept : null;

    /// <summary>The last step of the knee, or of the highest rate that was kept; null if none was.</summary>
    public SweepStep? Best => Highest is { } highest ? Steps.Last(step => step.IsKept && step.Rate == highest) : null;

    /// <summary>Whether a reply was wrong: that is a failure at any rate.</summary>
    public bool HasWrongReplies => Steps.Any(step => step.HasWrongReplies);

    private double? Highest => Confirmed ?? Steps.Where(step => step.IsKept && step.Rate < (NotKept ?? double.MaxValue)).Max(step => (double?)step.Rate);
}

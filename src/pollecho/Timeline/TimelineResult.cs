using Pollecho.Compare;

namespace Pollecho.Timeline;

/// <summary>What was recorded.</summary>
internal sealed class TimelineResult(TimelinePlan plan)
{
    /// <summary>What was asked for.</summary>
    public TimelinePlan Plan { get; } = plan;

    /// <summary>When the recording began.</summary>
    public DateTimeOffset Began { get; } = DateTimeOffset.UtcNow;

    /// <summary>The exchanges, in the plan's order.</summary>
    public List<Exchange> Exchanges { get; } = [];

    /// <summary>Which could not be recorded, and why.</summary>
    public List<(Contender Contender, string Reason)> Failures { get; } = [];
}

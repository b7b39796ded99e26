using Pollecho.Compare;

namespace Pollecho.Timeline;

/// <summary>What is to be shown.</summary>
internal sealed record TimelinePlan
{
    /// <summary>The longest silence: one looks at a picture of it, and it is repeated for each contender.</summary>
    public const string LongestSilence = "10s";

    /// <summary>The ways of waiting, and models, in the order in which they are shown.</summary>
    public IReadOnlyList<Contender> Contenders { get; init; } = Contender.All;

    /// <summary>How long the connection is silent before the message.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMilliseconds(20);
}

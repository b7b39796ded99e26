using Pollecho.Compare;
using Pollecho.Text;

namespace Pollecho.Timeline;

/// <summary>What is to be shown.</summary>
internal sealed record TimelinePlan
{
    /// <summary>The longest silence: one looks at a picture of it, and it is repeated for each contender.</summary>
    public const string LongestSilence = "10s";

    /// <summary>The ways of waiting, and models, in the order in which they are shown.</summary>
    public IReadOnlyList<Contender> Contenders { get => field ?? Contender.All; init; }

    /// <summary>Those that would be among them if the system let them be used.</summary>
    public IReadOnlyList<RefusedContender> LeftOut { get => field ?? Contender.Refused; init; }

    /// <summary>How long the connection is silent before the message.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>What is shown beside a comparison: each contender once, without those that nap for too long.</summary>
    public static TimelinePlan Beside(IReadOnlyList<Contender> contenders) =>
        new() { LeftOut = [], Contenders = [.. contenders.Where(contender => !contender.Name.Contains('#') && !NapsTooLong(contender))] };

    /// <summary>Whether a nap is longer than the longest silence: a reply waits for its end, and nobody looks at a picture of an hour.</summary>
    public static bool NapsTooLong(Contender contender) =>
        contender.Wait is { Kind.AsksTheSystem: false } wait && wait.Duration.TotalSeconds > Units.ReadDuration(LongestSilence);
}

using Pollecho.Results;

namespace Pollecho.Sweep;

/// <summary>
/// A condition under which a sweep has failed: <c>knee&lt;20k</c>. A knee that is not known counts as crossed, unless what was
/// kept settles it: a gate must not open because nothing was found.
/// </summary>
/// <param name="Text">The condition.</param>
/// <param name="Limit">Its limit, in messages a second.</param>
internal sealed record KneeCondition(ConditionText Text, double Limit)
{
    /// <summary>What it looks at.</summary>
    public const string Name = "knee";

    /// <summary>The conditions there are, for help and errors.</summary>
    public const string Form = "a condition such as 'knee<20k'";

    /// <summary>The condition as it is written.</summary>
    public string Expression => Text.Name + Text.Operator + Text.Limit;

    /// <summary>Reads a condition; null if it is malformed.</summary>
    public static KneeCondition? Parse(string text) =>
        ConditionText.Split(text) is { Name: Name } parts && ConditionUnit.MessagesPerSecond.Read(parts.Limit) is double limit ? new(parts, limit) : null;

    /// <summary>Whether the sweep failed by it.</summary>
    public bool IsCrossed(SweepResult result)
    {
        if (result.Knee is double knee)
        {
            return Text.Holds(knee, Limit);
        }

        // The knee is at least what was kept, and may be any higher: enough to know that it is not low. Above the highest rate
        // the few replies that its window lacked are none that the server could not have given.
        bool isOfLowKnees = Text.Operator[0] == '<';
        double? least = result.Limit == SweepLimit.HighestRate ? result.Best?.Rate : result.Kept;
        return !(isOfLowKnees && least is double kept && !Text.Holds(kept, Limit));
    }
}

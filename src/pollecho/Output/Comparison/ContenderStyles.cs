using Pollecho.Compare;
using Pollecho.Output.Charts;

namespace Pollecho.Output.Comparison;

/// <summary>How the contenders of a plan are drawn.</summary>
internal static class ContenderStyles
{
    /// <summary>The style of one of the plan's contenders.</summary>
    public static MarkStyle Of(ComparePlan plan, Contender contender) => MarkStyle.Of(
        contender.Kind, plan.Contenders.TakeWhile(other => other != contender).Count(other => other.Kind == contender.Kind));
}

using Pollecho.Sweep;
using static Pollecho.Tests.Sweep.SweepSamples;

namespace Pollecho.Tests.Sweep;

public class KneeConditionTests
{
    [Theory]
    [InlineData("knee<2k", true)]
    [InlineData("knee < 1999.5", true)]
    [InlineData("knee<1999", false)]
    [InlineData("knee<=1999", true)]
    [InlineData("knee>1998", true)]
    [InlineData("knee>=2k", false)]
    public void A_knee_is_compared_as_it_was_answered(string condition, bool isCrossed) => Assert.Equal(isCrossed, Parse(condition).IsCrossed(Found));

    [Theory]
    [InlineData("knee<2k", false)]
    [InlineData("knee<=1999", false)]
    [InlineData("knee<2001", true)]
    [InlineData("knee>100", true)]
    public void Of_a_knee_that_is_not_known_what_was_kept_settles_only_that_it_is_not_low(string condition, bool isCrossed) =>
        Assert.Equal(isCrossed, Parse(condition).IsCrossed(Result("p99<2ms", SweepLimit.Client, 2_000, 4_000, Step(2_000, 1, StepOutcome.Kept))));

    [Theory]
    [InlineData("knee<4k", false)]
    [InlineData("knee<=4k", true)]
    [InlineData("knee<4001", true)]
    public void The_highest_rate_is_kept_whole_though_a_reply_fell_behind_the_end_of_its_window(string condition, bool isCrossed) =>
        Assert.Equal(isCrossed, Parse(condition).IsCrossed(Result("p99<2ms", SweepLimit.HighestRate, null, null, Step(4_000, 1, StepOutcome.Kept, answered: 0.9999))));

    [Fact]
    public void Where_nothing_was_kept_every_condition_is_crossed() =>
        Assert.True(Parse("knee<1").IsCrossed(Result("p99<2ms", SweepLimit.LowestRate, null, 1_000, Step(1_000, 3, StepOutcome.NotKept, StepFault.Condition))));

    [Theory]
    [InlineData("knee")]
    [InlineData("knee<")]
    [InlineData("knee<fast")]
    [InlineData("p99>2ms")]
    [InlineData("<20k")]
    public void What_is_no_condition_of_a_knee_is_none(string text) => Assert.Null(KneeCondition.Parse(text));

    [Fact]
    public void The_highest_rate_that_was_kept_once_is_no_knee_if_it_was_not_confirmed()
    {
        SweepResult result = Result("p99<2ms", SweepLimit.Stopped, null, 2_000, Step(1_000, 1, StepOutcome.Kept), Step(2_000, 1, StepOutcome.Kept), Step(2_000, 3, StepOutcome.NotKept, StepFault.Condition));

        Assert.Equal((null, 1_000), (result.Knee, result.Kept));
    }

    private static KneeCondition Parse(string text) => KneeCondition.Parse(text)!;
}

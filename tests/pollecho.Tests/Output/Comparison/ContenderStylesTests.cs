using Pollecho.Commands;
using Pollecho.Compare;
using Pollecho.Output.Charts;
using Pollecho.Output.Comparison;
using Pollecho.Waiting;

namespace Pollecho.Tests.Output.Comparison;

/// <summary>How the contenders of a plan are told apart in pictures.</summary>
public class ContenderStylesTests
{
    [Fact]
    public void Every_contender_of_any_system_has_a_style()
    {
        string[] missing = [.. WaitStrategies.All.Select(kind => kind.Name).Concat(Contender.All.Select(contender => contender.Name)).Distinct()
            .Except(MarkStyle.All.Select(style => style.Kind))];

        Assert.True(missing.Length == 0, $"Give a colour and a mark in Output/Charts/MarkStyle.cs to: {string.Join(", ", missing)}.");
    }

    [Fact]
    public void A_style_goes_by_name_and_not_by_place()
    {
        Assert.Equal(Of("spin,select", 1), Of("select,blocking", 0));
        Assert.Equal(Of("sleep:5ms", 0), Of("sleep", 0));
    }

    [Theory]
    [InlineData("select,select")]
    [InlineData("sleep:1ms,sleep:5ms")]
    public void The_second_of_a_kind_has_its_colour_with_another_mark_and_dash(string list)
    {
        MarkStyle first = Of(list, 0), second = Of(list, 1);

        Assert.Equal(first.Colour, second.Colour);
        Assert.NotEqual(first.MarkAt(0, 0), second.MarkAt(0, 0));
        Assert.NotEqual(first.Line, second.Line);
    }

    private static MarkStyle Of(string list, int index)
    {
        IReadOnlyList<Contender> contenders = ContenderParser.ParseList(list);
        return ContenderStyles.Of(new ComparePlan { Contenders = contenders, Reference = contenders[0] }, contenders[index]);
    }
}

using Pollecho.Commands;
using Pollecho.Compare;

namespace Pollecho.Tests.Compare;

/// <summary>What a comparison sets out to do, and what it refuses.</summary>
public class ComparePlanTests
{
    private static readonly ComparePlan Plan = new() { Contenders = Contenders.ParseList("spin,select,blocking"), Reference = Contenders.Parse("spin") };

    [Fact]
    public void Each_run_begins_with_another_contender()
    {
        Assert.Equal(["spin", "select", "blocking"], Plan.Order(0).Select(contender => contender.Name));
        Assert.Equal(["select", "blocking", "spin"], Plan.Order(1).Select(contender => contender.Name));
        Assert.Equal(["spin", "select", "blocking"], Plan.Order(3).Select(contender => contender.Name));
    }

    [Fact]
    public void Too_many_connections_for_the_file_handles_are_refused_with_what_would_fit()
    {
        CompareCommand.CheckHandles(Plan, 4_000);
        var refused = Assert.Throws<CommandException>(() => CompareCommand.CheckHandles(Plan, 1_024));

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("1024", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--idle-connections 940", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kqueue")]
    [InlineData("")]
    [InlineData("spin,spin")]
    [InlineData("spin:1ms")]
    [InlineData("sleep:0")]
    public void What_is_no_strategy_is_refused(string list) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => Contenders.ParseList(list)).ExitCode);
}

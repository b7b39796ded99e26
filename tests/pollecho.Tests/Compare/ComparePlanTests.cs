using Pollecho.Commands;
using Pollecho.Compare;
using Pollecho.Measurement;

namespace Pollecho.Tests.Compare;

/// <summary>What a comparison sets out to do, and what it refuses.</summary>
public class ComparePlanTests
{
    private static readonly ComparePlan Plan = new() { Contenders = ContenderParser.ParseList("spin,select,blocking"), Reference = ContenderParser.Parse("spin") };

    [Fact]
    public void Each_run_begins_with_another_contender()
    {
        Assert.Equal(["spin", "select", "blocking"], Plan.Order(0).Select(contender => contender.Name));
        Assert.Equal(["select", "spin", "blocking"], Plan.Order(1).Select(contender => contender.Name));
        Assert.Equal(["blocking", "spin", "select"], Plan.Order(2).Select(contender => contender.Name));
        Assert.Equal(["spin", "blocking", "select"], Plan.Order(3).Select(contender => contender.Name));
    }

    [Fact]
    public void A_strategy_that_is_given_twice_has_two_names_and_is_one_server()
    {
        IReadOnlyList<Contender> twice = ContenderParser.ParseList("sleep:2ms,select,sleep:2ms,sleep:2ms");

        Assert.Equal(["sleep:2ms", "select", "sleep:2ms#2", "sleep:2ms#3"], twice.Select(contender => contender.Name));
        Assert.Equal("sleep", twice[2].Kind);
        Assert.Equal("sleep:2ms", ContenderParser.ParseChild("sleep:2ms#2").Name);
        Assert.Same(Contender.Blocking, ContenderParser.ParseChild("blocking#2"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_window_lasts_for_some_steps_of_the_servers_clock_and_there_are_runs_enough_to_judge(bool quick)
    {
        var plan = new ComparePlan(quick);

        Assert.All(Regime.All, regime => Assert.True(regime.WindowIn(plan) >= ProcessCpu.Step * (quick ? 4 : 8)));
        Assert.True(plan.Runs >= PairedComparison.FewestPairs);
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
    [InlineData("kqueue2")]
    [InlineData("")]
    [InlineData("spin#2")]
    [InlineData("spin:1ms")]
    [InlineData("sleep:0")]
    public void What_is_no_strategy_is_refused(string list) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => ContenderParser.ParseList(list)).ExitCode);
}

using System.CommandLine;
using Pollecho.Client;
using Pollecho.Commands;
using Pollecho.Sweep;

namespace Pollecho.Tests.Commands;

public class SweepOptionsTests
{
    [Fact]
    public void Alone_it_searches_the_knee_of_the_usual_condition_from_low_rates_on()
    {
        SweepPlan plan = Bind("");

        Assert.Equal((SweepPlan.UsualCondition, 100, 200), (plan.While!.Expression, plan.Rates[0], plan.Rates[1]));
        Assert.Equal((50, 1000, 128), (plan.Load.Connections, plan.Load.Pipeline, plan.Load.Payload.Size));
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.5)), (plan.Load.Duration, plan.Load.Warmup));
    }

    [Fact]
    public void With_rates_it_measures_these_and_searches_for_nothing()
    {
        SweepPlan plan = Bind("--rates 5k..100k --steps 5");

        Assert.Null(plan.While);
        Assert.Equal([5_000, 10_570, 22_360, 47_290, 100_000], plan.Rates);
    }

    [Fact]
    public void With_both_it_searches_between_the_rates()
    {
        SweepPlan plan = Bind("--rates 5k..100k --while p99<2ms --resolution 5%");

        Assert.Equal(("p99<2ms", 0.05, 10), (plan.While!.Expression, plan.Resolution, plan.Rates.Count));
    }

    [Fact]
    public void The_client_s_options_hold_for_each_step()
    {
        RunOptions load = Bind("-c 3 -P 2 -s 1KiB -d 1s -w 0 --timeout 1s --threads 2 --wait spin --nodelay off").Load;

        Assert.Equal((3, 2, 1024, 2, "spin", false), (load.Connections, load.Pipeline, load.Payload.Size, load.Threads, load.Wait.Name, load.Tuning.NoDelay));
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromSeconds(1)), (load.Duration, load.Warmup, load.Timeout));
    }

    [Fact]
    public void Of_large_messages_fewer_are_under_way_unless_they_are_asked_for()
    {
        Assert.Equal(64, Bind("-s 1MiB").Load.Pipeline);
        Assert.Throws<CommandException>(() => Bind("-s 1MiB -P 65"));
    }

    [Theory]
    [InlineData("p99<2ms", 99)]
    [InlineData("p99.9<2ms", 99.9)]
    [InlineData("max<2ms", 100)]
    [InlineData("service.p99.9<2ms", 99.9)]
    [InlineData("response.max<2ms", 100)]
    [InlineData("mean<2ms", 99)]
    [InlineData("errors<1", 99)]
    public void The_client_s_part_is_judged_at_the_percentile_of_the_condition(string condition, double percentile) => Assert.Equal(percentile, Bind($"--while {condition}").JudgedPercentile);

    private static SweepPlan Bind(string line)
    {
        var options = new SweepOptions();
        var command = new DocumentedCommand("sweep", "");
        options.AddTo(command);
        ParseResult result = command.Parse(line);
        Assert.Empty(result.Errors);
        return options.Bind(result, 1);
    }
}

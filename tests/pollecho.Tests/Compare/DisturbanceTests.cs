using System.Diagnostics;
using Pollecho.Commands;
using Pollecho.Compare;
using Pollecho.Compare.Child;
using Pollecho.Measurement;

namespace Pollecho.Tests.Compare;

/// <summary>Whether other programs were in the way of a window, from known readings of one second.</summary>
public class DisturbanceTests
{
    private static readonly Contender Spin = ContenderParser.Parse("spin");
    private static readonly Contender Select = ContenderParser.Parse("select");

    /// <summary>The tests are of machines with two cores or more.</summary>
    public DisturbanceTests() => Assert.SkipUnless(Environment.ProcessorCount > 1, "With one core, server and client wait for one another.");

    [Theory]
    [InlineData(0.04, 0, false)]
    [InlineData(0.06, 0, true)]
    [InlineData(0, 0.04, false)]
    [InlineData(0, 0.06, true)]
    public void A_server_or_a_client_that_waits_for_a_core_for_over_5_per_cent_is_disturbed(double serverWait, double clientWait, bool disturbed)
    {
        var found = Between(Select, Regime.Saturated, cpu: 0.9, serverWait: serverWait, clientWait: clientWait);

        Assert.Equal(Math.Max(serverWait, clientWait), found.Waited!.Value, 9);
        Assert.Equal(disturbed, found.IsDisturbed);
    }

    [Fact]
    public void A_wait_that_began_before_the_window_is_no_longer_than_the_window() =>
        Assert.Equal(1, Between(Select, Regime.Saturated, cpu: 0, serverWait: 1.5).Waited);

    [Theory]
    [InlineData(0.95, false)]
    [InlineData(0.485, true)]
    public void A_spinning_server_that_gets_less_than_its_core_is_disturbed(double cpu, bool disturbed)
    {
        Assert.Equal(disturbed, Between(Spin, Regime.Idle, cpu).IsDisturbed);
        Assert.False(Between(Select, Regime.Idle, cpu).IsDisturbed);
    }

    [Theory]
    [InlineData("saturated", 0.19, false)]
    [InlineData("saturated", 0.25, true)]
    [InlineData("idle", 1.19, false)]
    [InlineData("idle", 1.25, true)]
    public void Others_disturb_that_use_more_than_what_is_spare_of_two_cores(string name, double others, bool disturbed)
    {
        Regime regime = Regime.All.Single(one => one.Name == name);

        // The server uses 0.5 cores and the client 0.3.
        var found = Between(Contender.Blocking, regime, cpu: 0.5, clientCpu: 0.3, idle: 2 - 0.8 - others);

        Assert.Null(found.Waited);
        Assert.Equal(others, found.Others!.Value, 9);
        Assert.Equal(disturbed, found.IsDisturbed);
    }

    [Fact]
    public void Others_do_not_disturb_that_give_way_whenever_server_or_client_is_ready() =>
        Assert.False(Between(Select, Regime.Sparse, cpu: 0.01, idle: 0).IsDisturbed);

    [Theory]
    [InlineData(0.3, false)]
    [InlineData(0.5, true)]
    public void Server_and_client_on_one_core_wait_for_one_another_and_not_for_others(double others, bool disturbed) =>
        Assert.Equal(disturbed, Between(Select, Regime.Saturated, cpu: 0.5, clientCpu: 0.5, serverWait: 0.45, clientWait: 0.45, idle: 1 - others).IsDisturbed);

    [Fact]
    public void Threads_of_one_server_that_wait_for_one_another_are_no_disturbance() =>
        Assert.False(Between(Contender.Blocking, Regime.Saturated, cpu: 1.2, serverWait: 0.5, clientWait: 0.4).IsDisturbed);

    [Fact]
    public void A_client_without_traffic_is_not_in_need_of_a_core() =>
        Assert.False(Between(Select, Regime.Idle, cpu: 0, clientWait: 0.4).IsDisturbed);

    [Fact]
    public void What_the_system_does_not_say_is_not_known()
    {
        WindowEdge start = new(0, TimeSpan.Zero, TimeSpan.Zero, null, null, null);
        var found = Disturbance.Between(start, start with { At = Stopwatch.Frequency }, Select, Regime.Saturated);

        Assert.Null(found.Waited);
        Assert.Null(found.Others);
        Assert.False(found.IsDisturbed);
    }

    [Theory]
    [InlineData("5000 2000000 7", 2, 7)]
    [InlineData("0 0 0", null, null)]
    [InlineData("1 2", null, null)]
    [InlineData("1 x 3", null, null)]
    [InlineData(null, null, null)]
    public void Schedstat_is_read_by_its_columns(string? line, int? milliseconds, int? runs)
    {
        var wait = RunQueueWait.Parse(line);

        Assert.Equal(milliseconds, wait?.Total.TotalMilliseconds);
        Assert.Equal(runs, wait?.Runs);
    }

    [Fact]
    public void A_wake_up_is_no_wait_for_others()
    {
        RunQueueWait before = new(TimeSpan.FromSeconds(1), 100);

        Assert.Equal(TimeSpan.Zero, new RunQueueWait(TimeSpan.FromSeconds(1.001), 140).Since(before));
        Assert.Equal(TimeSpan.FromMilliseconds(8), new RunQueueWait(TimeSpan.FromSeconds(1.01), 140).Since(before));
    }

    [Fact]
    public void Proc_stat_is_read_by_its_columns()
    {
        string[] lines = ["cpu  1013616 0 321415 918766 4187 0 52853 14000 0 0", "cpu0 1 0 1 1 1 0 1 1 0 0", "cpu1 1 0 1 1 1 0 1 1 0 0", "intr 5 6"];

        Assert.Equal(new MachineIdle(TimeSpan.FromSeconds(9_229.53), 2), MachineIdle.Parse(lines));
        Assert.Null(MachineIdle.Parse([]));
        Assert.Null(MachineIdle.Parse(["intr 5 6"]));
    }

    private static Disturbance Between(
        Contender contender, Regime regime, double cpu, double clientCpu = 0, double serverWait = 0, double clientWait = 0, double? idle = null)
    {
        MachineIdle? Idle(double seconds) => idle is null ? null : new(TimeSpan.FromSeconds(seconds), 2);
        RunQueueWait Wait(double seconds) => new(TimeSpan.FromSeconds(seconds), 1);
        WindowEdge start = new(Stopwatch.Frequency, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(3), Idle(50), Wait(20), Wait(30));
        WindowEdge end = new(
            2 * Stopwatch.Frequency, TimeSpan.FromSeconds(7 + cpu), TimeSpan.FromSeconds(3 + clientCpu), Idle(50 + idle ?? 0), Wait(20 + serverWait), Wait(30 + clientWait));
        return Disturbance.Between(start, end, contender, regime);
    }
}

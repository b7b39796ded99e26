using System.Net;
using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Sweep;
using Pollecho.Tests.Server;
using Pollecho.Tests.Waiting;

namespace Pollecho.Tests.Sweep;

/// <summary>Sweeps of a real server; what they measure is up to the machine.</summary>
public class SweepRunTests
{
    [Fact]
    public void Each_rate_is_measured_and_the_server_waited_for_in_between()
    {
        using var server = new RunningServer("select");
        var told = new List<SweepProgress>();

        SweepResult result = new SweepRun(Plan(server.EndPoint, [100, 200], null)).Run(told.Add, CancellationToken.None);

        Assert.Equal([100, 200], result.Steps.Select(step => step.Rate));
        Assert.Equal((SweepLimit.None, null), (result.Limit, result.Knee));
        Assert.Equal(20, result.Unloaded.Count);
        Assert.Equal([(0, false), (1, false), (1, true), (2, false)], told.Select(one => (one.Step, one.IsRecovering)));
        Assert.All(result.Steps, step => Assert.Equal((long)(step.Rate * 0.2), step.Result.Sent + step.Result.Unsent));
    }

    [Fact]
    public void Between_steps_every_server_is_waited_for()
    {
        using RunningServer one = new("select"), other = new("select");
        SweepPlan plan = Plan(one.EndPoint, [100], null);
        RunOptions load = plan.Load with { Connections = 4, Targets = [new ServerTarget([one.EndPoint]), new ServerTarget([other.EndPoint])] };
        using var run = new ClientRun(new Recovery(load).Options);

        RunResult looked = run.Run(CancellationToken.None);

        Assert.Equal(40, looked.Answered);
        Assert.All(looked.Targets, target => Assert.InRange(target.Found.Answered, 1, 39));
    }

    [Fact]
    public void A_condition_that_cannot_hold_ends_the_search_at_the_lowest_rate()
    {
        using var server = new RunningServer("select");

        // A machine on which the client was in the way makes it the client's, once it has been tried again.
        SweepResult result = new SweepRun(Plan(server.EndPoint, [100, 200], "answered<1")).Run(_ => { }, CancellationToken.None);

        Assert.InRange(result.Steps.Count, 2, 3);
        Assert.All(result.Steps, step => Assert.Equal(100, step.Rate));
        Assert.True(result.Limit is SweepLimit.LowestRate or SweepLimit.Client, $"{result.Limit}");
        Assert.Null(result.Kept);
    }

    [Fact]
    public void Where_nobody_listens_the_sweep_is_over()
    {
        EndPoint gone;
        using (var server = new RunningServer("select"))
        {
            gone = server.EndPoint;
        }

        SweepResult result = new SweepRun(Plan(gone, [100, 200], "p99<1s")).Run(_ => { }, CancellationToken.None);

        Assert.Equal((SweepLimit.Broken, 0), (result.Limit, result.Steps.Count));
        Assert.Equal(1, result.Broken!.Value.Result.Faults.Refused);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("p99<10s")]
    public void Where_the_server_takes_fewer_connections_that_is_no_capacity(string? condition)
    {
        using var server = new RunningServer("select", limits: new() { MaxConnections = 1 });
        SweepPlan plan = Plan(server.EndPoint, [100, 200], condition);

        SweepResult result = new SweepRun(plan with { Load = plan.Load with { Connections = 2 } }).Run(_ => { }, CancellationToken.None);

        Assert.Equal((SweepLimit.Broken, 1), (result.Limit, result.Steps.Count));
        Assert.True(result.Broken!.Value.Result.Faults.Total > 0);
        Assert.Null(result.Knee);
    }

    [Fact]
    public void What_was_measured_before_a_stop_is_kept_and_what_it_cut_is_not()
    {
        using var server = new RunningServer("select");
        using var stop = new CancellationTokenSource();

        SweepResult result = new SweepRun(Plan(server.EndPoint, [100, 200, 400], null)).Run(
            progress =>
            {
                if (progress is { Step: 2, IsRecovering: false })
                {
                    stop.Cancel();
                }
            },
            stop.Token);

        Assert.Equal([100], result.Steps.Select(step => step.Rate));
        Assert.Equal(SweepLimit.Stopped, result.Limit);
    }

    private static SweepPlan Plan(EndPoint server, IReadOnlyList<double> rates, string? condition) => new(SweepPlan.UsualLoad with
    {
        EndPoint = server,
        Wait = Ways.Of("sleep"),
        Connections = 2,
        Warmup = TimeSpan.Zero,
        Duration = TimeSpan.FromMilliseconds(200),
    })
    {
        Rates = rates,
        While = condition is not null && Threshold.TryParse(condition, out Threshold? threshold, out _) ? threshold : null,
    };
}

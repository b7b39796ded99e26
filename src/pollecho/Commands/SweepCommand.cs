using System.CommandLine;
using Pollecho.Client;
using Pollecho.Output;
using Pollecho.Output.Sweep;
using Pollecho.Sweep;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary><c>pollecho sweep</c>: options, step after step, the report.</summary>
internal static class SweepCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var options = new SweepOptions();
        var reports = new SweepReports();
        DocumentedCommand command = new("sweep", "Measure latency against load, and find the highest rate that meets a condition.")
        {
            Examples =
            [
                ("pollecho sweep HOST:8083 --while 'p99<2ms'", "Find the highest rate that a server answers within two milliseconds."),
                ("pollecho sweep --rates 5k..100k --svg sweep.svg", "Measure latency at rates from 5,000 to 100,000 messages a second, and draw it."),
                ("pollecho sweep --fail-if 'knee<20k'", $"Exit with {ExitCode.Threshold} if the server carries less."),
            ],
        };
        options.AddTo(command);
        reports.AddTo(command);
        command.SetAction(result => Run(result, options, reports));
        return command;
    }

    private static int Run(ParseResult parsed, SweepOptions options, SweepReports reports)
    {
        using var stop = new StopSignal();
        reports.Check(parsed, options.IsSearch(parsed));
        IReadOnlyList<ServerAddress> servers = options.Client.Servers(parsed);
        SweepPlan plan = options.Bind(parsed, servers.Count);
        options.Client.CheckTuning(parsed, plan.Load);
        IReadOnlyList<ServerTarget> targets = Reach(parsed, options, reports, servers, plan, stop.Token);
        reports.CheckFiles(parsed);
        plan = plan with { Load = options.Client.DealOut(parsed, plan.Load, targets.Count, SweepPlan.UsualLoad) with { EndPoint = targets[0].Current, Targets = targets } };

        SweepResult result = StatusLine.During(status => new SweepRun(plan).Run(progress => status.Show(SweepWords.Progress(progress)), stop.Token));

        string? failure = Failure(result);
        reports.Report(parsed, result, failure);
        return Conclude(result, failure, reports.Crossed(parsed, result));
    }

    /// <summary>Looks for the servers; where one is not found the report says so as well.</summary>
    private static IReadOnlyList<ServerTarget> Reach(
        ParseResult parsed, SweepOptions options, SweepReports reports, IReadOnlyList<ServerAddress> servers, SweepPlan plan, CancellationToken stop)
    {
        try
        {
            return options.Client.Reach(parsed, servers, plan.Load, stop);
        }
        catch (CommandException e)
        {
            reports.ReportNotSetUp(parsed, plan, e.Message);
            throw;
        }
    }

    /// <summary>What failed, in one line; null if nothing did. A knee below the lowest rate is a result.</summary>
    private static string? Failure(SweepResult result) => result switch
    {
        { Broken: { } broken } => RunFailure.Explain(broken.Result, broken.Options),
        { Limit: SweepLimit.NotRecovered } => $"the server had not recovered {Units.Duration(result.Plan.LongestRecovery)} after the step at {Units.Rate(result.Steps[^1].Rate)} messages/s; see what holds it up",
        { HasWrongReplies: true } => RunFailure.Explain(result.Steps.First(step => step.HasWrongReplies).Result, result.Plan.Load),
        { Limit: SweepLimit.Client, Kept: null } => $"the client could not drive even {Units.Rate(result.Steps[0].Rate)} messages/s, so that this says nothing of the server; give it more --threads or a quieter machine, or lower --rates",
        { Limit: SweepLimit.Stopped, Steps.Count: 0 } => "stopped before anything was measured",
        _ => null,
    };

    /// <summary>The exit code; on failure with one line that says what.</summary>
    private static int Conclude(SweepResult result, string? failure, KneeCondition? crossed)
    {
        if (crossed is not null)
        {
            string found = result.Knee is double knee ? $"it is {Units.Rate(knee)} messages/s" : $"it is not known: {SweepWords.NoKnee(result)}";
            throw new CommandException($"--fail-if {crossed.Expression}: {found}{(failure is null ? "" : $" ({failure})")}", ExitCode.Threshold);
        }

        return failure is not null ? throw new CommandException(failure) : ExitCode.Good;
    }
}

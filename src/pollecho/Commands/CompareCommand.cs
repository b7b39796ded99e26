using System.CommandLine;
using Pollecho.Compare;
using Pollecho.Output;
using Pollecho.Output.Comparison;
using Pollecho.Output.Timeline;
using Pollecho.Platform;
using Pollecho.Timeline;

namespace Pollecho.Commands;

/// <summary><c>pollecho compare</c>: options, every contender in turn, the report.</summary>
internal static class CompareCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var options = new CompareOptions();
        var reports = new CompareReports();
        DocumentedCommand command = new("compare", "Run the same workloads under every way of waiting, and show what each costs.")
        {
            Examples =
            [
                ("pollecho compare", "Show what each way of waiting costs on this machine, in about a minute."),
                ("pollecho compare --strategies spin,select --quick", "Compare two of them, in less time."),
                ("pollecho compare --html compare.html", "Write a page with charts as well."),
            ],
        };
        options.AddTo(command);
        reports.AddTo(command);
        command.SetAction(result => Run(result, options, reports));
        return command;
    }

    /// <summary>Before anything is begun: whether there are handles for the connections.</summary>
    internal static void CheckHandles(ComparePlan plan, long? limit) =>
        ConnectionRoom.Check((long)plan.Connections + plan.IdleConnections, limit, loops: 1, room => room > plan.Connections
            ? $"with --connections {plan.Connections}, --idle-connections {room - plan.Connections} would fit"
            : $"{room} in all would fit");

    private static int Run(System.CommandLine.ParseResult parsed, CompareOptions options, CompareReports reports)
    {
        using var stop = new StopSignal();
        ComparePlan plan = options.Bind(parsed);
        CheckHandles(plan, FileHandles.Limit);
        reports.Check(parsed);
        string program = SelfProgram.Path;

        TimelineResult? timeline = null;
        CompareResult result = StatusLine.During(status =>
        {
            timeline = !reports.WantsTimeline(parsed) ? null
                : TimelineRecorder.Record(TimelinePlan.Beside(plan.Contenders), program, progress => status.Show(TimelineWords.Progress(progress)), stop.Token);
            return new CompareRun(plan, program).Run(step => status.Show(CompareFormat.Progress(step, plan)), stop.Token);
        });

        reports.Report(parsed, result, timeline);
        return result.Failures.Count == 0 ? ExitCode.Good : ExitCode.Failure;
    }
}

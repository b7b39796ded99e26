using System.CommandLine;
using Pollecho.Compare;
using Pollecho.Output;
using Pollecho.Output.Timeline;
using Pollecho.Text;
using Pollecho.Timeline;

namespace Pollecho.Commands;

/// <summary><c>pollecho timeline</c>: one exchange under each way of waiting, call by call.</summary>
internal static class TimelineCommand
{
    private static readonly TimelinePlan Defaults = new();

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> wait = new("--wait", "-w") { Description = $"Which ways of waiting, comma-separated: {ContenderParser.Known} [default: all]", HelpName = "LIST" };
        wait.CompletionSources.Add([.. Contender.OfThisSystem.Select(contender => contender.Name)]);
        Option<TimeSpan?> silence = Parsers.Duration("--silence", [], $"How long nothing is sent before the message, up to {TimelinePlan.LongestSilence} [default: {Units.Option(Defaults.Silence)}]", Bounds.Duration with { Lowest = "1ms", Highest = TimelinePlan.LongestSilence });
        var reports = new TimelineReports();
        DocumentedCommand command = new("timeline", $"Draw one exchange under each way of waiting, call by call, from a recording.\n\n{TimelineWords.Legend}")
        {
            Examples =
            [
                ("pollecho timeline", "Draw an exchange under each way of waiting of this system."),
                ("pollecho timeline --wait spin,select", "Draw two of them."),
                ("pollecho timeline --html timeline.html", "Write all pictures on one time axis to a page as well."),
            ],
        };
        command.Add(OptionGroups.Exchange, wait, silence);
        reports.AddTo(command);
        command.SetAction(result => Run(
            new TimelinePlan
            {
                Contenders = result.GetValue(wait) is { } list ? ContenderParser.ParseList(list) : Defaults.Contenders,
                LeftOut = result.GetValue(wait) is null ? Defaults.LeftOut : [],
                Silence = result.GetValue(silence) ?? Defaults.Silence,
            },
            reports,
            result));
        return command;
    }

    private static int Run(TimelinePlan plan, TimelineReports reports, ParseResult parsed)
    {
        if (plan.Contenders.FirstOrDefault(TimelinePlan.NapsTooLong) is { } sleeper)
        {
            throw CommandException.Usage($"--wait '{sleeper.Name}' is too long to watch; take up to {TimelinePlan.LongestSilence}");
        }

        reports.Check(parsed);
        using var stop = new StopSignal();
        TimelineResult result = StatusLine.During(status =>
            TimelineRecorder.Record(plan, SelfProgram.Path, progress => status.Show(TimelineWords.Progress(progress)), stop.Token));
        foreach ((Contender contender, string reason) in result.Failures)
        {
            Console.Error.WriteLine(Escape.Line($"pollecho: {TimelineWords.Failure(contender, reason)}"));
        }

        if (stop.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine($"pollecho: stopped before its end: {result.Exchanges.Count} of {plan.Contenders.Count} are recorded");
        }

        reports.Report(parsed, result);
        return result.Failures.Count == 0 && result.Exchanges.Count > 0 ? ExitCode.Good : ExitCode.Failure;
    }
}

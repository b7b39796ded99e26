using System.CommandLine;
using Pollecho.Merge;
using Pollecho.Output;
using Pollecho.Output.Client;
using Pollecho.Output.Merge;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary><c>pollecho merge</c>: the results of several clients, as the one of the load that they made together.</summary>
internal static class MergeCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Argument<string[]> files = new("FILE")
        {
            Description = "A file with what a client printed with --json, or several one after another, or a directory of such files",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<long?> clients = Parsers.Count("--clients", [], "How many clients there were, where they had no --share: fewer results are a failure");
        var reports = new MergeReports();
        DocumentedCommand command = new("merge", """
            Add up what several clients measured together: counts, faults, processor time, and distributions, so that percentiles are those of all messages.

            Each client does its share of one load, started by whatever starts programs on your machines:

              START=@$(($(date +%s) + 10))
              for i in 0 1 2; do
                ssh client$i pollecho client server:8083 -c 300 -q 90k -w 2s -d 30s \
                  --cooldown 2s --share $i/3 --start-at $START --json > client-$i.json &
              done; wait
              pollecho merge client-*.json
            """)
        {
            Examples =
            [
                ("pollecho merge client-0.json client-1.json client-2.json", "Show what three clients measured together, with a row for each."),
                ("pollecho merge results --clients 3 --fail-if 'p99>2ms'", $"The same of a directory, and exit with {ExitCode.Threshold} if the server was slow."),
                ("pollecho merge client-0.json client-1.json --json", "Print one result, which diff compares with others."),
            ],
        };
        command.Add(files);
        command.Add(OptionGroups.Load, clients);
        reports.AddTo(command);
        command.SetAction(parsed => Run(parsed, parsed.GetRequiredValue(files), parsed.GetValue(clients), reports));
        return command;
    }

    private static int Run(ParseResult parsed, string[] files, long? clients, MergeReports reports)
    {
        reports.Check(parsed);
        using DistributionFiles.Opened distributions = reports.OpenDistributions(parsed, files);
        var run = new MergedRun(clients);
        try
        {
            run.Read(files, client =>
            {
                IReadOnlyList<string> warnings = RunWarnings.OfClient(client.Options, client.Found);
                reports.Take(parsed, client, warnings);
                return warnings;
            });
        }
        catch (MergeException e)
        {
            throw CommandException.Usage(e.Message);
        }

        if (run.Parts.Count == 0)
        {
            throw new CommandException($"there is no result to merge: {Reasons.Some(run.Problems)}");
        }

        string? failure = run.Found.Error = run.Problems.Count > 0 ? $"this is not all of the load: {Reasons.Some(run.Problems)}; give what is missing, or run it again" : null;
        reports.Gates.CheckFits(parsed, run.Options);
        string? unwritten = distributions.Write(run.Found);
        reports.Report(parsed, run);
        foreach (string warning in MergeWarnings.OfTimes(run))
        {
            Console.Error.WriteLine(Escape.Line($"pollecho: warning: {warning}"));
        }

        return RunConclusion.ExitCodeOf(run.Found, failure ?? reports.Gates.Unjudged(parsed, run.Found), reports.Gates.Crossed(parsed, run.Found), unwritten);
    }
}

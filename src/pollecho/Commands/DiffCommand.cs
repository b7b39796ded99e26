using System.CommandLine;
using Pollecho.Diff;
using Pollecho.Output;
using Pollecho.Output.Diff;
using Pollecho.Results.Files;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary><c>pollecho diff</c>: two sets of results, and what changed from one to the other.</summary>
internal static class DiffCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        string results = $"A file with results of --json, one run or several one after another, or a directory of such files; up to {RunSet.MostRuns} runs";
        Argument<string> before = new("BASE") { Description = results };
        Argument<string> after = new("NEW") { Description = "The same of the runs after the change" };
        Option<bool> anyway = new("--anyway") { Description = "Compare although options, version or machine differ or a run failed, with a warning for each" };
        Option<bool> json = new("--json") { Description = "Print the result as one JSON object" };
        Option<bool> markdown = new("--markdown") { Description = "Print the result as Markdown, for a pull request" };
        Option<ChangeCondition[]?> failIf = Parsers.Conditions<ChangeCondition>(ChangeCondition.Form, ChangeCondition.TryParse);
        DocumentedCommand command = new("diff", """
            Show what changed between two sets of results of client, sweep or compare, and which changes are beyond the noise of the runs.

            Make the runs in turn, each with a server started for it; five of each find a change of 10% where runs scatter by 3%:

              for i in 1 2 3 4 5; do
                pollecho client old:8083 -c 50 -w 1s -d 5s --json >> base.json
                pollecho client new:8083 -c 50 -w 1s -d 5s --json >> new.json
              done
              pollecho diff base.json new.json
            """)
        {
            Examples =
            [
                ("pollecho diff base.json new.json", "Show what changed from one set of results to the other."),
                ("pollecho diff base.json new.json --fail-if 'p99>+10%'", $"The same, and exit with {ExitCode.Threshold} if the server became slower."),
                ("pollecho diff base.json new.json --markdown", "Print a table for a pull request."),
            ],
        };
        command.Add(before);
        command.Add(after);
        command.Add(OptionGroups.Output, json, markdown);
        command.Add(OptionGroups.Gates, failIf, anyway);
        command.SetAction(parsed =>
        {
            ExclusiveOptions.Check(parsed, json, markdown);
            DiffResult result = Read(parsed.GetRequiredValue(before), parsed.GetRequiredValue(after));
            CheckLikeness(result, parsed.GetValue(anyway));
            ChangeCondition[] conditions = parsed.GetValue(failIf) ?? [];
            CheckKnown(conditions, result);
            Action<TextWriter> write = parsed.GetValue(json) ? output => DiffJson.Write(output, result, conditions)
                : parsed.GetValue(markdown) ? output => DiffMarkdown.Write(output, result, conditions)
                : output => DiffText.Write(output, TextPage.OfStdout(), result, conditions);
            write(Console.Out);
            return Conclude(conditions, result, parsed.GetValue(anyway));
        });
        return command;
    }

    private static DiffResult Read(string before, string after)
    {
        try
        {
            return DiffResult.Read(before, after);
        }
        catch (ResultFileException e)
        {
            throw CommandException.Usage(e.Message);
        }
    }

    private static void CheckLikeness(DiffResult result, bool anyway)
    {
        if (result.Unlike.Count > 0 && !anyway)
        {
            throw CommandException.Usage($"{Reasons.Some(result.Unlike, "difference")}; give results of the same options, version and machine, or --anyway");
        }
    }

    /// <summary>A condition on a figure that is not there would never fail.</summary>
    private static void CheckKnown(ChangeCondition[] conditions, DiffResult result)
    {
        if (conditions.FirstOrDefault(condition => !condition.Of(result).Any()) is { } misfit)
        {
            throw CommandException.Usage($"--fail-if '{misfit.Expression}' is of a figure that these results do not have{(result.Base.Kind == ResultKind.Sweep ? " at a rate that is in both" : "")}; there are "
                + string.Join(", ", result.Changes.Select(change => change.Figure.Alias ?? change.Figure.Name).Distinct()));
        }
    }

    private static int Conclude(ChangeCondition[] conditions, DiffResult result, bool anyway)
    {
        ChangeCondition[] crossed = Array.FindAll(conditions, condition => condition.Crossed(result) is not null);
        if (crossed.Length > 0)
        {
            throw new CommandException($"--fail-if {string.Join("; ", crossed.Select(condition => condition.Explain(result)))}", ExitCode.Threshold);
        }

        // Of a server that answers only what is easy the delays are good.
        return conditions.Length > 0 && !anyway && result.Base.Unsound.Concat(result.New.Unsound).FirstOrDefault() is { } unsound
            ? throw new CommandException($"a run did not end well, so that --fail-if cannot tell: {unsound}; give runs that did, or --anyway") : ExitCode.Good;
    }
}

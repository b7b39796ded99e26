using System.CommandLine;
using Pollecho.Merge;
using Pollecho.Output.Merge;
using Pollecho.Platform;
using Pollecho.Results;

namespace Pollecho.Commands;

/// <summary>In which forms a merged result is reported, and by which conditions it fails: as the client's are.</summary>
internal sealed class MergeReports
{
    private readonly Option<double[]?> _percentiles = Parsers.Percentiles(ClientReports.DefaultPercentiles);
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as one JSON object, as if one client had done it all, with a line for each client" };
    private readonly Option<bool> _csv = new("--csv") { Description = "Print the result as CSV: a header, a row of all, and one of each client" };
    private readonly DistributionFiles _distributions = new();
    private readonly Option<Threshold[]?> _failIf = Parsers.Conditions<Threshold>(Threshold.Form, Threshold.TryParse);
    private readonly List<string> _clients = [];

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(DocumentedCommand command)
    {
        command.Add(OptionGroups.Output, _percentiles, _json, _csv);
        _distributions.AddTo(command);
        command.Add(OptionGroups.Gates, _failIf);
    }

    /// <summary>Checks what goes together.</summary>
    /// <exception cref="CommandException">Options contradict one another.</exception>
    public void Check(ParseResult result)
    {
        if (result.GetValue(_json) && result.GetValue(_csv))
        {
            throw CommandException.Usage("--json and --csv exclude one another; give one");
        }

        ClientReports.CheckOfLoad(result.GetValue(_failIf));
    }

    /// <summary>Checks that the conditions are of figures that the clients have.</summary>
    /// <exception cref="CommandException">One is not.</exception>
    public void CheckFits(ParseResult result, MergedRun run) => ClientReports.CheckFits(result.GetValue(_failIf), run.Options);

    /// <summary>Opens the files for the distributions.</summary>
    /// <exception cref="CommandException">One cannot be written.</exception>
    public DistributionFiles.Opened OpenDistributions(ParseResult result, IReadOnlyList<string> read) => _distributions.Open(result, read);

    /// <summary>Takes from a client what is shown of it.</summary>
    public void Take(ParseResult result, MergedClient client, IReadOnlyList<string> warnings)
    {
        if (result.GetValue(_json))
        {
            _clients.Add(MergeJson.Client(client, warnings, Percentiles(result)));
        }
        else if (result.GetValue(_csv))
        {
            _clients.Add(MergeCsv.Client(client, warnings, Percentiles(result)));
        }
    }

    /// <summary>Reports in the form asked for.</summary>
    public void Report(ParseResult result, MergedRun run)
    {
        Threshold[] thresholds = result.GetValue(_failIf) ?? [];
        if (result.GetValue(_json))
        {
            MergeJson.Write(Console.Out, run, _clients, Percentiles(result), thresholds);
        }
        else if (result.GetValue(_csv))
        {
            MergeCsv.Write(Console.Out, run, _clients, Percentiles(result), thresholds);
        }
        else
        {
            MergeText.Write(Console.Out, TerminalWidth.OfOutput, run, Percentiles(result));
            ClientReports.ShowPassed(Console.Out, run.Problems.Count == 0 && Unjudged(result, run.Found) is null ? thresholds : [], run.Found);
        }
    }

    /// <summary>Why the conditions cannot be judged, see <see cref="ClientReports.Unjudged(Threshold[], RunResult)"/>; null if they can, or there are none.</summary>
    public string? Unjudged(ParseResult result, RunResult found) => ClientReports.Unjudged(result.GetValue(_failIf), found);

    /// <summary>The first condition by which it failed; null if there is none.</summary>
    public Threshold? Crossed(ParseResult result, RunResult found) => result.GetValue(_failIf)?.FirstOrDefault(threshold => threshold.IsCrossed(found));

    private double[] Percentiles(ParseResult result) => Parsers.Percentiles(result, _percentiles, ClientReports.DefaultPercentiles);
}

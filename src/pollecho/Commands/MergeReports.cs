using System.CommandLine;
using Pollecho.Merge;
using Pollecho.Output.Merge;
using Pollecho.Platform;
using Pollecho.Results;

namespace Pollecho.Commands;

/// <summary>In which forms a merged result is reported, and by which conditions it fails: as the client's are.</summary>
internal sealed class MergeReports
{
    private readonly PercentilesOption _percentiles = new(PercentilesOption.OfLoad);
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as one JSON object, as if one client had done it all, with a line for each client" };
    private readonly Option<bool> _csv = new("--csv") { Description = "Print the result as CSV: a header, a row of all, and one of each client" };
    private readonly DistributionFiles _distributions = new();
    private readonly List<string> _clients = [];

    /// <summary>The conditions by which the result fails.</summary>
    public RunGates Gates { get; } = new();

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(DocumentedCommand command)
    {
        command.Add(OptionGroups.Output, _percentiles.Option, _json, _csv);
        _distributions.AddTo(command);
        Gates.AddTo(command);
    }

    /// <summary>Checks what goes together.</summary>
    /// <exception cref="CommandException">Options contradict one another.</exception>
    public void Check(ParseResult result)
    {
        ExclusiveOptions.Check(result, _json, _csv);
        Gates.CheckOfLoad(result);
    }

    /// <summary>Opens the files for the distributions.</summary>
    /// <exception cref="CommandException">One cannot be written.</exception>
    public DistributionFiles.Opened OpenDistributions(ParseResult result, IReadOnlyList<string> read) => _distributions.Open(result, read);

    /// <summary>Takes from a client what is shown of it.</summary>
    public void Take(ParseResult result, MergedClient client, IReadOnlyList<string> warnings)
    {
        if (result.GetValue(_json))
        {
            _clients.Add(MergeJson.Client(client, warnings, _percentiles.Read(result)));
        }
        else if (result.GetValue(_csv))
        {
            _clients.Add(MergeCsv.Client(client, warnings, _percentiles.Read(result)));
        }
    }

    /// <summary>Reports in the form asked for.</summary>
    public void Report(ParseResult result, MergedRun run)
    {
        Threshold[] thresholds = Gates.Conditions(result);
        if (result.GetValue(_json))
        {
            MergeJson.Write(Console.Out, run, _clients, _percentiles.Read(result), thresholds);
        }
        else if (result.GetValue(_csv))
        {
            MergeCsv.Write(Console.Out, run, _clients, _percentiles.Read(result), thresholds);
        }
        else
        {
            MergeText.Write(Console.Out, TerminalWidth.OfOutput, run, _percentiles.Read(result));
            if (run.Problems.Count == 0)
            {
                Gates.ShowPassed(result, Console.Out, run.Found);
            }
        }
    }
}

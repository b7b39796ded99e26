using System.CommandLine;
using Pollecho.Client;
using Pollecho.Output;
using Pollecho.Platform;
using Pollecho.Results;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>The conditions by which a run of the client fails, or the result merged of several: the option <c>--fail-if</c>.</summary>
internal sealed class RunGates
{
    private readonly Option<Threshold[]?> _failIf = Parsers.Conditions<Threshold>(Threshold.Form, Threshold.TryParse);

    /// <summary>Adds the option to the command.</summary>
    public void AddTo(DocumentedCommand command) => command.Add(OptionGroups.Gates, _failIf);

    /// <summary>The conditions, none if none were given.</summary>
    public Threshold[] Conditions(ParseResult result) => result.GetValue(_failIf) ?? [];

    /// <summary>Checks that the conditions are of figures that a load has.</summary>
    /// <exception cref="CommandException">One is not.</exception>
    public void CheckOfLoad(ParseResult result)
    {
        if (Array.Find(Conditions(result), threshold => threshold.NeedsPing) is { } ofPing)
        {
            throw CommandException.Usage($"--fail-if '{ofPing.Expression}' is of a figure that a load does not have; leave it out, or what makes this a load");
        }
    }

    /// <summary>Checks that the conditions are of figures that the run will have, or has.</summary>
    /// <exception cref="CommandException">One is not.</exception>
    public void CheckFits(ParseResult result, RunOptions options)
    {
        Threshold[] conditions = Conditions(result);
        if (options.Rate is null && Array.Find(conditions, threshold => threshold.NeedsOpenLoop) is { } ofOpenLoop)
        {
            throw CommandException.Usage($"--fail-if '{ofOpenLoop.Expression}' is of the response time, which only an open loop has; give a --rate");
        }

        if (options.MessagesPerConnection is null && Array.Find(conditions, threshold => threshold.NeedsChurn) is { } ofChurn)
        {
            throw CommandException.Usage($"--fail-if '{ofChurn.Expression}' is of connections that are opened all the time; give --messages-per-connection");
        }
    }

    /// <summary>Prints the conditions that do not hold, if they can be judged.</summary>
    public void ShowPassed(ParseResult result, TextWriter output, RunResult load)
    {
        Threshold[] passed = Unjudged(result, load) is null ? Array.FindAll(Conditions(result), threshold => !threshold.IsCrossed(load)) : [];
        output.Write(passed.Length > 0 ? Environment.NewLine : "");
        Array.ForEach(passed, threshold => output.Write(threshold.Passed(load), TerminalWidth.OfOutput, indent: 2));
    }

    /// <summary>Why the conditions cannot be judged, as the run was stopped before its end; null if it was not, or there are none.</summary>
    public string? Unjudged(ParseResult result, RunResult load) => Conditions(result).Length == 0 ? null
        : load.Interrupted ? "the run was stopped before its end, so that --fail-if cannot tell; let it run"
        : load.Stopped && load.UnderWay + (load.HasUnsent ? 0 : load.Unsent) is var open and > 0 ? $"{Units.Count(open, "message")} had no reply yet when the run was stopped, so that --fail-if cannot tell; let it run, or give it a --duration"
        : null;

    /// <summary>The conditions by which the run failed.</summary>
    public IReadOnlyList<Threshold> Crossed(ParseResult result, RunResult load) => Array.FindAll(Conditions(result), threshold => threshold.IsCrossed(load));
}

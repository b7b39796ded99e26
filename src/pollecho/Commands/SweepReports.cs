using System.CommandLine;
using Pollecho.Output;
using Pollecho.Output.Charts;
using Pollecho.Output.Sweep;
using Pollecho.Sweep;

namespace Pollecho.Commands;

/// <summary>In which forms a sweep is reported, and by which condition it fails.</summary>
internal sealed class SweepReports
{
    private readonly PercentilesOption _percentiles = new([50, 99, 99.9]);
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as one JSON object" };
    private readonly Option<bool> _csv = new("--csv") { Description = "Print the result as CSV, a row for each step" };
    private readonly Option<KneeCondition?> _failIf = SweepParsers.FailIf();
    private readonly ReportFiles<SweepView> _files = new(
        (Parsers.File("--html", "Write a page with a chart of delay against rate, and the figures, to this file as well"), SweepHtml.Write, HtmlPage.Unfinished("pollecho sweep", "sweep")),
        (Parsers.File("--svg", "Write the chart to this file as well"), SweepSvg.Write, ChartPicture.Empty));

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(DocumentedCommand command)
    {
        command.Add(OptionGroups.Output, _percentiles.Option, _json, _csv);
        _files.AddTo(command);
        command.Add(OptionGroups.Gates, _failIf);
    }

    /// <summary>Checks what goes together.</summary>
    /// <exception cref="CommandException">Options contradict one another.</exception>
    public void Check(ParseResult result, bool isSearch)
    {
        ExclusiveOptions.Check(result, _json, _csv);
        if (result.GetValue(_failIf) is { } condition && !isSearch)
        {
            throw CommandException.Usage($"--fail-if '{condition.Expression}' is of the knee, which is looked for only with --while; give that");
        }
    }

    /// <summary>Before the sweep begins: whether the files can be written.</summary>
    /// <exception cref="CommandException">One cannot.</exception>
    public void CheckFiles(ParseResult result) => _files.Check(result);

    /// <summary>Reports a sweep that could not be set up, where the result is for a program.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="plan">What was asked for.</param>
    /// <param name="error">Why, in one line.</param>
    public void ReportNotSetUp(ParseResult result, SweepPlan plan, string error)
    {
        if (result.GetValue(_json))
        {
            SweepJson.Write(Console.Out, View(result, new SweepResult(plan), error) with { IsSetUp = false });
        }
    }

    /// <summary>The condition by which the sweep failed; null if there is none.</summary>
    public KneeCondition? Crossed(ParseResult result, SweepResult sweep) => result.GetValue(_failIf) is { } condition && condition.IsCrossed(sweep) ? condition : null;

    /// <summary>Writes the files, and prints the result in the form asked for, also if a file fails.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="sweep">What was found.</param>
    /// <param name="error">What failed, in one line; null if nothing did.</param>
    /// <exception cref="CommandException">A file cannot be written any more.</exception>
    public void Report(ParseResult result, SweepResult sweep, string? error)
    {
        _files.WriteThenPrint(result, View(result, sweep, error), Print);
    }

    private SweepView View(ParseResult result, SweepResult sweep, string? error) => new(
        sweep,
        [.. _percentiles.Read(result).Append(sweep.Plan.JudgedPercentile).Distinct().Order()],
        result.GetValue(_failIf),
        error);

    private void Print(ParseResult result, SweepView view)
    {
        if (result.GetValue(_json))
        {
            SweepJson.Write(Console.Out, view);
        }
        else if (result.GetValue(_csv))
        {
            SweepCsv.Write(Console.Out, view);
        }
        else
        {
            SweepText.Write(Console.Out, TextPage.OfStdout(), view);
        }
    }
}

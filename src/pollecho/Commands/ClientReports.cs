using System.CommandLine;
using Pollecho.Client;
using Pollecho.Output;
using Pollecho.Output.Client;
using Pollecho.Platform;
using Pollecho.Results;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>In which forms the client reports, and by which conditions a run fails.</summary>
internal sealed class ClientReports
{
    /// <summary>Those of a load that are reported if none are asked for.</summary>
    public static readonly double[] DefaultPercentiles = [50, 90, 99, 99.9, 99.99];
    private static readonly double[] DefaultShortPercentiles = [50, 99];

    private readonly Option<double[]?> _percentiles = Parsers.Percentiles(DefaultPercentiles);
    private readonly Option<bool> _histogram = new("--histogram") { Description = "Show the distribution as bars below the report, durations on a logarithmic scale" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as one JSON object; without load it is the last line, after one for each reply and outage" };
    private readonly Option<bool> _csv = new("--csv") { Description = "Print the result as CSV: a header and a row, and of several servers a row more for each, with its address" };
    private readonly Option<bool> _timestamps = new("--timestamps", "-D") { Description = "Without load: begin each line with the time, in UTC (ISO 8601)" };
    private readonly Option<bool> _trace = new("--trace") { Description = "Print each call of the loop on stderr with its time and outcome, with empty turns folded; this slows the client down" };
    private readonly StatsOption _stats = new(
        "Under load: print a line of figures for every second, or every DURATION; with --json an object a line, and the result as the last line",
        "10ms");

    private readonly DistributionFiles _distributions = new();
    private readonly Option<Threshold[]?> _failIf = Parsers.Conditions<Threshold>(Threshold.Form, Threshold.TryParse);

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(DocumentedCommand command)
    {
        command.Add(OptionGroups.Output, _percentiles, _histogram, _json, _csv, _timestamps, _stats.Option, _trace);
        _distributions.AddTo(command);
        command.Add(OptionGroups.Gates, _failIf);
    }

    /// <summary>Checks what goes together.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="isLoad">Whether it asks for a load.</param>
    /// <exception cref="CommandException">Options contradict one another.</exception>
    public void Check(ParseResult result, bool isLoad)
    {
        if (result.GetValue(_json) && result.GetValue(_csv))
        {
            throw CommandException.Usage("--json and --csv exclude one another; give one");
        }

        if (result.GetValue(_histogram) && Form(result) != PingForm.Text)
        {
            throw CommandException.Usage("--histogram is of the report in text, which --json and --csv replace; leave one of them out");
        }

        if (StatsPeriod(result) is not null && (!isLoad || result.GetValue(_csv)))
        {
            throw CommandException.Usage(isLoad
                ? "--stats prints lines of its own, and --csv is a header and a row; take --json, or leave one of them out"
                : "--stats needs a load; without one there is a line for each reply; leave it out, or give -c, -P, -q or -w");
        }

        if (result.GetValue(_timestamps) && (isLoad || Form(result) != PingForm.Text))
        {
            throw CommandException.Usage($"--timestamps marks the line of each reply, and {(isLoad ? "a load prints none" : result.GetValue(_csv) ? "--csv prints none" : "that of --json has the time in it")}; leave it out");
        }

        if (isLoad)
        {
            CheckOfLoad(result.GetValue(_failIf));
        }
    }

    /// <summary>Checks that conditions are of figures that a load has.</summary>
    /// <exception cref="CommandException">One is not.</exception>
    public static void CheckOfLoad(Threshold[]? conditions)
    {
        if (conditions?.FirstOrDefault(threshold => threshold.NeedsPing) is { } ofPing)
        {
            throw CommandException.Usage($"--fail-if '{ofPing.Expression}' is of a figure that a load does not have; leave it out, or what makes this a load");
        }
    }

    /// <summary>Opens the files for the distributions.</summary>
    /// <exception cref="CommandException">One cannot be written.</exception>
    public DistributionFiles.Opened OpenDistributions(ParseResult result) => _distributions.Open(result);

    /// <summary>Checks that the conditions are of figures that the run will have.</summary>
    /// <exception cref="CommandException">One is not.</exception>
    public void CheckFits(ParseResult result, RunOptions options) => CheckFits(result.GetValue(_failIf), options);

    /// <summary>The same of these conditions.</summary>
    /// <exception cref="CommandException">One is not.</exception>
    public static void CheckFits(Threshold[]? conditions, RunOptions options)
    {
        if (options.Rate is null && conditions?.FirstOrDefault(threshold => threshold.NeedsOpenLoop) is { } ofOpenLoop)
        {
            throw CommandException.Usage($"--fail-if '{ofOpenLoop.Expression}' is of the response time, which only an open loop has; give a --rate");
        }

        if (options.MessagesPerConnection is null && conditions?.FirstOrDefault(threshold => threshold.NeedsChurn) is { } ofChurn)
        {
            throw CommandException.Usage($"--fail-if '{ofChurn.Expression}' is of connections that are opened all the time; give --messages-per-connection");
        }
    }

    /// <summary>How each reply is shown, where there is no load.</summary>
    public PingForm Form(ParseResult result) => result.GetValue(_json) ? PingForm.Json : result.GetValue(_csv) ? PingForm.None : PingForm.Text;

    /// <summary>Whether each line begins with the time.</summary>
    public bool Timestamps(ParseResult result) => result.GetValue(_timestamps);

    /// <summary>The trace; null if none is asked for.</summary>
    public ClientTrace? Trace(ParseResult result, RunOptions options) => result.GetValue(_trace) ? new ClientTrace(options, result.GetValue(_json)) : null;

    /// <summary>How long a period is of which a line is printed; null for none.</summary>
    public TimeSpan? StatsPeriod(ParseResult result) => _stats.Read(result);

    /// <summary>Begins to print the periods of a load; null if that was not asked for.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="periods">The run's.</param>
    /// <param name="stop">Ctrl+C.</param>
    public StatsConsole? Stats(ParseResult result, RunPeriods? periods, StopSignal stop)
    {
        if (periods is null || StatsPeriod(result) is not { } period)
        {
            return null;
        }

        bool isJson = result.GetValue(_json);
        return new(new PeriodReport(isJson, period, Percentiles(result, isShort: !isJson), TerminalWidth.OfOutput), periods, period, stop);
    }

    /// <summary>Prints what a load will do, if the result is text.</summary>
    public void Started(ParseResult result, RunOptions options)
    {
        if (Form(result) == PingForm.Text)
        {
            new LoadReport(Console.Out, TerminalWidth.OfOutput).Started(options);
        }
    }

    /// <summary>Reports in the form asked for.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="options">What was to be done; null if that could not be found out.</param>
    /// <param name="load">What was found.</param>
    /// <param name="ping">Prints it if the client works like ping; null for a load.</param>
    public void Finished(ParseResult result, RunOptions? options, RunResult load, PingConsole? ping)
    {
        TextWriter output = ping?.Output ?? Console.Out;
        double[] percentiles = Percentiles(result, isShort: ping is not null && Form(result) == PingForm.Text);
        Threshold[] thresholds = result.GetValue(_failIf) ?? [];
        if (result.GetValue(_json))
        {
            ClientJson.Write(output, options, load, percentiles, thresholds, onOneLine: ping is not null || StatsPeriod(result) is not null, withHistograms: ping is null);
        }
        else if (result.GetValue(_csv))
        {
            ClientCsv.Write(output, options, load, percentiles, thresholds);
        }
        else if (ping is not null)
        {
            ping.Finished(load, percentiles);
        }
        else if (options is not null)
        {
            new LoadReport(Console.Out, TerminalWidth.OfOutput).Finished(options, load, percentiles);
        }

        if (result.GetValue(_histogram) && load.RoundTrip.Count > 0)
        {
            output.WriteLine();
            HistogramText.Write(output, load.RoundTrip, TextPage.OfStdout());
        }

        ShowPassed(output, Form(result) == PingForm.Text && Unjudged(result, load) is null ? thresholds : [], load);
        ping?.End();
    }

    /// <summary>Prints the conditions that do not hold.</summary>
    public static void ShowPassed(TextWriter output, Threshold[] conditions, RunResult load)
    {
        Threshold[] passed = Array.FindAll(conditions, threshold => !threshold.IsCrossed(load));
        output.Write(passed.Length > 0 ? Environment.NewLine : "");
        Array.ForEach(passed, threshold => output.Write(threshold.Passed(load), TerminalWidth.OfOutput, indent: 2));
    }

    /// <summary>Why the conditions cannot be judged, as the run was stopped before its end; null if it was not, or there are none.</summary>
    public string? Unjudged(ParseResult result, RunResult load) => Unjudged(result.GetValue(_failIf), load);

    /// <summary>The same of these conditions.</summary>
    public static string? Unjudged(Threshold[]? conditions, RunResult load) => conditions is not { Length: > 0 } ? null
        : load.Interrupted ? "the run was stopped before its end, so that --fail-if cannot tell; let it run"
        : load.Stopped && load.UnderWay + (load.HasUnsent ? 0 : load.Unsent) is var open and > 0 ? $"{Units.Count(open, "message")} had no reply yet when the run was stopped, so that --fail-if cannot tell; let it run, or give it a --duration"
        : null;

    /// <summary>The first condition by which the run failed; null if there is none.</summary>
    public Threshold? Crossed(ParseResult result, RunResult load) =>
        result.GetValue(_failIf)?.FirstOrDefault(threshold => threshold.IsCrossed(load));

    /// <summary>The percentiles asked for, else those of a report, or those of a line.</summary>
    private double[] Percentiles(ParseResult result, bool isShort) =>
        Parsers.Percentiles(result, _percentiles, isShort ? DefaultShortPercentiles : DefaultPercentiles);
}

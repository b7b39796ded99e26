using System.CommandLine;
using Pollecho.Client;
using Pollecho.Output;
using Pollecho.Output.Client;
using Pollecho.Platform;
using Pollecho.Results;

namespace Pollecho.Commands;

/// <summary>In which forms the client reports, and by which conditions a run fails.</summary>
internal sealed class ClientReports
{
    /// <summary>The percentiles of a line, where none are asked for.</summary>
    private static readonly double[] DefaultShortPercentiles = [50, 99];

    private readonly PercentilesOption _percentiles = new(PercentilesOption.OfLoad);
    private readonly Option<bool> _histogram = new("--histogram") { Description = "Show the distribution as bars below the report, durations on a logarithmic scale" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as one JSON object; without load it is the last line, after one for each reply and outage" };
    private readonly Option<bool> _csv = new("--csv") { Description = "Print the result as CSV: a header and a row, and of several servers a row more for each, with its address" };
    private readonly Option<bool> _timestamps = new("--timestamps", "-D") { Description = "Without load: begin each line with the time, in UTC (ISO 8601)" };
    private readonly Option<bool> _trace = new("--trace") { Description = "Print each call of the loop on stderr with its time and outcome, with empty turns folded; this slows the client down" };
    private readonly StatsOption _stats = new(
        "Under load: print a line of figures for every second, or every DURATION; with --json an object a line, and the result as the last line",
        "10ms");

    private readonly DistributionFiles _distributions = new();

    /// <summary>The conditions by which a run fails.</summary>
    public RunGates Gates { get; } = new();

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(DocumentedCommand command)
    {
        command.Add(OptionGroups.Output, _percentiles.Option, _histogram, _json, _csv, _timestamps, _stats.Option, _trace);
        _distributions.AddTo(command);
        Gates.AddTo(command);
    }

    /// <summary>Checks what goes together.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="isLoad">Whether it asks for a load.</param>
    /// <exception cref="CommandException">Options contradict one another.</exception>
    public void Check(ParseResult result, bool isLoad)
    {
        ExclusiveOptions.Check(result, _json, _csv);
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
            Gates.CheckOfLoad(result);
        }
    }

    /// <summary>Opens the files for the distributions.</summary>
    /// <exception cref="CommandException">One cannot be written.</exception>
    public DistributionFiles.Opened OpenDistributions(ParseResult result) => _distributions.Open(result);

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
        Threshold[] thresholds = Gates.Conditions(result);
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

        if (Form(result) == PingForm.Text)
        {
            Gates.ShowPassed(result, output, load);
        }

        ping?.End();
    }

    /// <summary>The percentiles asked for, else those of a report, or those of a line.</summary>
    private double[] Percentiles(ParseResult result, bool isShort) => _percentiles.Read(result, isShort ? DefaultShortPercentiles : null);
}

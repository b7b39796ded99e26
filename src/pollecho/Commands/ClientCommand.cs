using System.CommandLine;
using System.Net;
using Pollecho.Client;
using Pollecho.Output;
using Pollecho.Output.Client;
using Pollecho.Results;

namespace Pollecho.Commands;

/// <summary><c>pollecho client</c>: options, a run, its report.</summary>
internal static class ClientCommand
{
    /// <summary>The server before its name is looked up, which is done last: it takes time.</summary>
    private static readonly IPEndPoint NotLookedUp = new(IPAddress.None, 0);

    public static Command Create()
    {
        var options = new ClientOptions();
        var reports = new ClientReports();
        DocumentedCommand command = new("client", "Send messages to an echo server, verify every reply, and measure the round trips.")
        {
            Examples =
            [
                ("pollecho client --count 10", "Send ten messages, and show each reply and its round trip."),
                ("pollecho client -c 50 -d 10s --fail-if 'p99>2ms'", $"Load a server for ten seconds, and exit with {ExitCode.Threshold} if it answers slowly."),
                ("pollecho client HOST:8083 -c 50 -d 10s -q 20k", "Measure delay at 20,000 messages a second, whatever the server does."),
            ],
        };
        options.AddTo(command);
        reports.AddTo(command);
        command.SetAction(result => Run(result, options, reports));
        return command;
    }

    private static int Run(ParseResult result, ClientOptions clientOptions, ClientReports reports)
    {
        bool isLoad = clientOptions.IsLoad(result);
        reports.Check(result, isLoad);
        using DistributionFiles.Opened distributions = reports.OpenDistributions(result);
        using var stop = new StopSignal(heedsQuit: !isLoad);
        PingConsole? ping = isLoad ? null : new PingConsole(stop);
        ServerAddress server = clientOptions.Server(result);
        RunOptions options = clientOptions.Bind(result, NotLookedUp);
        reports.CheckFits(result, options);
        ServerTarget reached;
        try
        {
            clientOptions.CheckTuning(result, options);
            reached = ServerLookup.Reach(server, options, stop.Token);
        }
        catch (CommandException e)
        {
            reports.Finished(result, null, new RunResult { Error = e.Message }, ping);
            throw;
        }

        using ServerTarget target = reached;
        ClientTrace? trace = reports.Trace(result, options);
        options = options with { EndPoint = target.Current, Target = target, CreateTrace = trace?.Create };
        PingForm form = reports.Form(result);
        PingWatch? watch = ping?.Begin(options, form, reports.Timestamps(result));
        stop.Asked = watch is null ? null : watch.AskForSummary;
        if (isLoad)
        {
            reports.Started(result, options);
        }

        RunResult load;
        using (var run = new ClientRun(options, watch))
        using (var progress = new LoadProgress(run.Progress, options, new StatusLine(wanted: (isLoad || form == PingForm.None) && trace is null)))
        {
            progress.Start();
            load = run.Run(stop.Token);
        }

        trace?.End();
        load.Ping = watch?.Figures;
        load.Error = RunFailure.Explain(load, options);

        // The file first: printing may fail, as when the reader of a pipe is gone.
        string? unwritten = distributions.Write(load);
        reports.Finished(result, options, load, ping);
        return Conclude(load, load.Error ?? reports.Unjudged(result, load), reports.Crossed(result, load), unwritten);
    }

    /// <summary>The exit code; on failure with one line that says what, and what to do.</summary>
    /// <param name="load">What was found.</param>
    /// <param name="failure">What failed in the run, if anything did.</param>
    /// <param name="crossed">The condition by which the run failed, if any.</param>
    /// <param name="unwritten">Why a file could not be written. It has a line of its own, and hides neither of the others.</param>
    private static int Conclude(RunResult load, string? failure, Threshold? crossed, string? unwritten)
    {
        if (unwritten is not null && (failure is not null || crossed is not null))
        {
            Console.Error.WriteLine(Escape.Line($"pollecho: {unwritten}"));
        }

        if (crossed is not null)
        {
            throw new CommandException($"--fail-if {crossed.Explain(load)}{(failure is null ? "" : $" ({failure})")}", ExitCode.Threshold);
        }

        return (failure ?? unwritten) is { } failed ? throw new CommandException(failed) : ExitCode.Good;
    }
}

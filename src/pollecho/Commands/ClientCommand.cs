using System.CommandLine;
using System.Net;
using Pollecho.Client;
using Pollecho.Output;
using Pollecho.Output.Client;
using Pollecho.Platform;
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
        Command command = new("client", "Send messages to an echo server, verify every reply, and measure the round trips.");
        options.AddTo(command);
        reports.AddTo(command);
        command.SetAction(result => Run(result, options, reports));
        return command;
    }

    private static int Run(ParseResult result, ClientOptions clientOptions, ClientReports reports)
    {
        reports.Check(result);
        using FileStream? hdr = reports.OpenHdr(result);
        using var stop = new StopSignal();
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
            reports.Finished(result, null, new RunResult { Error = e.Message });
            throw;
        }

        using ServerTarget target = reached;
        ClientTrace? trace = reports.Trace(result, options);
        options = options with { EndPoint = target.Current, Target = target, CreateTrace = trace?.Create };
        bool isLoad = clientOptions.IsLoad(result);
        PingReport? ping = !isLoad && reports.IsText(result) ? new PingReport(Console.Out, options, TerminalWidth.OfOutput) : null;
        if (isLoad)
        {
            reports.Started(result, options);
        }

        RunResult load;
        using (var run = new ClientRun(options, ping))
        using (var progress = new LoadProgress(run.Progress, options, new StatusLine(wanted: ping is null && trace is null)))
        {
            progress.Start();
            load = run.Run(stop.Token);
        }

        trace?.End();
        load.Error = RunFailure.Explain(load, options);

        // The file first: printing may fail, as when the reader of a pipe is gone.
        string? unwritten = hdr is null ? null : reports.WriteHdr(result, hdr, load);
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

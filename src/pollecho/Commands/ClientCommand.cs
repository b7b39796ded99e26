using System.CommandLine;
using Pollecho.Client;
using Pollecho.Output;
using Pollecho.Output.Client;
using Pollecho.Results;

namespace Pollecho.Commands;

/// <summary><c>pollecho client</c>: options, a run, its report.</summary>
internal static class ClientCommand
{
    public static Command Create()
    {
        var options = new ClientOptions();
        var reports = new ClientReports();
        const string Does = "Send messages to echo servers, verify every reply, and measure the round trips.\n\n"
            + "It works like ping: a message to each server when the interval says so, whatever is under way, and a line for each reply. What asks for more (--connections, --rate, --pipeline, "
            + "--threads, --warmup, --messages-per-connection, --share, --start-at, --cooldown) makes it a load, which is reported at its end.";
        DocumentedCommand command = new("client", Does)
        {
            Examples =
            [
                ("pollecho client --count 10", "Send ten messages, and show each reply and its round trip."),
                ("pollecho client -c 50 -d 10s --fail-if 'p99>2ms'", $"Load a server for ten seconds, and exit with {ExitCode.Threshold} if it answers slowly."),
                ("pollecho client HOST:8083 -c 50 -d 10s -q 20k", "Measure latency at 20,000 messages a second, whatever the server does."),
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
        IReadOnlyList<ServerAddress> servers = clientOptions.Servers(result);
        RunOptions options = clientOptions.Bind(result, servers.Count);
        reports.Gates.CheckFits(result, options);
        try
        {
            clientOptions.CheckTuning(result, options);
            IReadOnlyList<ServerTarget> targets = clientOptions.Reach(result, servers, options, stop.Token);
            options = clientOptions.DealOut(result, options, targets.Count) with { EndPoint = targets[0].Current, Targets = targets };
        }
        catch (CommandException e)
        {
            reports.Finished(result, null, new RunResult { Error = e.Message }, ping);
            throw;
        }

        ClientTrace? trace = reports.Trace(result, options);
        options = options with { CreateTrace = trace?.Create, StatsPeriod = reports.StatsPeriod(result) };
        PingForm form = reports.Form(result);
        PingWatch[] watches = ping?.Begin(options, form, reports.Timestamps(result)) ?? [];
        stop.Asked = () => Array.ForEach(watches, watch => watch.AskForSummary());
        if (isLoad)
        {
            reports.Started(result, options);
        }

        StatsConsole? stats;
        RunResult load;
        using (var run = new ClientRun(options, watches))
        using (var progress = new LoadProgress(run.Progress, options, new StatusLine(wanted: (isLoad || form == PingForm.None) && trace is null && run.Periods is null)))
        {
            progress.Start();
            stats = reports.Stats(result, run.Periods, stop);
            load = run.Run(stats?.Stop ?? stop.Token);
        }

        trace?.End();
        Array.ForEach(watches, watch => watch.End());
        PingConsole.Add(load, watches);
        load.Error = RunFailure.Explain(load, options);

        // The file first: printing may fail, as when the reader of a pipe is gone.
        string? unwritten = distributions.Write(load);
        stats?.End(load);
        reports.Finished(result, options, load, ping);
        return RunConclusion.ExitCodeOf(load, load.Error ?? reports.Gates.Unjudged(result, load), reports.Gates.Crossed(result, load), unwritten);
    }
}

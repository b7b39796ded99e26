using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Output;
using Pollecho.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Commands;

/// <summary><c>pollecho client</c>: options, a run, its report.</summary>
internal static class ClientCommand
{
    private static readonly TimeSpan PollSlice = TimeSpan.FromMilliseconds(50);

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
        LoadOptions options;
        try
        {
            IPEndPoint[] endPoints = clientOptions.Resolve(result);
            options = clientOptions.Bind(result, endPoints[^1]);
            options = options with { EndPoint = Choose(endPoints, options.ConnectTimeout, stop.Token) };
        }
        catch (CommandException e) when (e.ExitCode == ExitCode.Failure)
        {
            reports.Finished(result, null, new LoadResult(), error: e.Message);
            throw;
        }

        reports.CheckFits(result, options);
        bool isLoad = clientOptions.IsLoad(result);
        PingReport? ping = !isLoad && reports.IsText(result) ? new PingReport(Console.Out, options) : null;
        if (isLoad)
        {
            reports.Started(result, options);
        }

        LoadResult load;
        using (var run = new LoadRun(options, ping))
        using (var progress = new LoadProgress(run, options, new StatusLine(wanted: ping is null)))
        {
            progress.Start();
            load = run.Run(stop.Token);
        }

        string? failure = LoadFailure.Explain(load, options);

        // The file first: what is printed may find nobody to read it.
        string? unwritten = hdr is null ? null : reports.WriteHdr(result, hdr, load);
        reports.Finished(result, options, load, ping, failure);
        return Conclude(load, failure ?? reports.Unjudged(result, load), reports.Crossed(result, load), unwritten);
    }

    /// <summary>Of a name's addresses the first that answers: "localhost" may stand for one where nobody listens.</summary>
    private static IPEndPoint Choose(IPEndPoint[] endPoints, TimeSpan timeout, CancellationToken stop)
    {
        foreach (IPEndPoint endPoint in endPoints[..^1])
        {
            _ = SocketCalls.BeginConnect(endPoint, out Socket? socket);
            using (socket)
            {
                if (socket is not null && Connects(socket, timeout, stop))
                {
                    return endPoint;
                }
            }
        }

        return endPoints[^1];
    }

    /// <summary>Waits for the outcome of a connect; in slices, for a signal does not end a poll.</summary>
    private static bool Connects(Socket socket, TimeSpan timeout, CancellationToken stop)
    {
        long deadline = Deadline.After(Stopwatch.GetTimestamp(), timeout);
        SocketError outcome = SocketError.WouldBlock;
        while (outcome == SocketError.WouldBlock && Stopwatch.GetTimestamp() < deadline && !stop.IsCancellationRequested)
        {
            // On Windows a connect that failed is reported as an error only.
            _ = socket.Poll(PollSlice, SelectMode.SelectWrite) || socket.Poll(0, SelectMode.SelectError);
            outcome = SocketCalls.FinishConnect(socket);
        }

        return outcome == SocketError.Success;
    }

    /// <summary>The exit code; on failure with one line that says what, and what to do.</summary>
    /// <param name="load">What was found.</param>
    /// <param name="failure">What failed in the run, if anything did.</param>
    /// <param name="crossed">The condition by which the run failed, if any.</param>
    /// <param name="unwritten">Why a file could not be written. It has a line of its own, and hides neither of the others.</param>
    private static int Conclude(LoadResult load, string? failure, Threshold? crossed, string? unwritten)
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

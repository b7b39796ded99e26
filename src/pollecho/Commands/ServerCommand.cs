using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Output.Server;
using Pollecho.Output.Tracing;
using Pollecho.Platform;
using Pollecho.Server;
using Pollecho.Waiting;

namespace Pollecho.Commands;

/// <summary><c>pollecho server</c>: options, the loop, its reports.</summary>
internal static class ServerCommand
{
    private static readonly ServerOptions Defaults = new(WaitStrategies.Default);

    public static Command Create()
    {
        Option<WaitSpec> wait = LoopParsers.Wait();
        Option<string?> reply = Parsers.Word("--reply", "Reply in ASCII upper case, or with the bytes as they came", Defaults.Reply.Word(), Replies.Words);
        StatsOption stats = new("Print a status line every second, or every DURATION", "1ms");
        Option<int?> threads = LoopParsers.Threads($"Poll loops, each on a thread; connections are dealt out evenly [default: {Defaults.Threads}]");
        Option<int[]> cpus = LoopParsers.Cpus("Pin the loops to these processors, in turn, such as 0,2-3");
        Option<bool> trace = new("--trace") { Description = "Print each call of the loop with its time and outcome, with empty turns folded" };
        Option<bool> otherWork = new("--other-work") { Description = "Do a small unit of work in each empty turn, and count them" };
        Option<bool> json = new("--json") { Description = "Print events and totals as JSON, one object a line" };

        DocumentedCommand command = new("server", "Run a TCP echo server on a non-blocking poll loop.")
        {
            Examples =
            [
                ("pollecho server", $"Listen on {BindOptions.Default}:{ServerAddress.DefaultPort}, and reply in upper case."),
                ("pollecho server --port 0 --reply echo", "Listen on a free port, print it, and reply with the bytes as they came."),
                ("pollecho server --bind unix:/tmp/echo.sock", "Serve this machine only, over a unix socket."),
            ],
        };
        var bind = new BindOptions();
        bind.AddTo(command);
        command.Add(OptionGroups.Messages, reply);
        command.Add(OptionGroups.Loop, wait, threads, cpus, otherWork);
        var limits = new ServerLimitOptions();
        limits.AddTo(command);
        var tuning = new SocketTuningOptions(Defaults.Tuning);
        tuning.AddTo(command);
        command.Add(OptionGroups.Output, stats.Option, trace, json);
        command.SetAction(result =>
        {
            using var stop = new StopSignal();
            EndPoint endPoint = bind.Read(result, tuning.All);
            bool isJson = result.GetValue(json);
            TimeSpan? statsEvery = stats.Read(result);
            int loops = result.GetValue(threads) ?? Defaults.Threads;
            WaitSpec way = result.GetValue(wait) ?? Defaults.Wait;
            Func<Action<string>, LoopTraces>? traces = result.GetValue(trace) ? print => new LoopTraces(way.Name, way.Kind.AsksTheSystem, accepts: true, loops, isJson, print) : null;
            using var manager = ServiceManager.FromEnvironment();
            var console = new ServerConsole(isJson, statsEvery, traces, new CancellationTokenSource());
            var options = new ServerOptions(way)
            {
                Reply = Replies.Read(result.GetValue(reply)) ?? Defaults.Reply,
                Threads = loops,
                Limits = limits.Read(result, loops),
                Tuning = tuning.Read(result),
                AcceptPutOff = error => console.Report.Notice(ServerNotices.AcceptPutOff(error)),
                Cpus = result.GetValue(cpus) ?? [],
                OtherWork = result.GetValue(otherWork),
                Manager = manager,
                CreateTrace = console.CreateTrace,
            };
            if (endPoint is IPEndPoint address)
            {
                tuning.Check(result, options.Tuning, [address.AddressFamily], address.Address.Equals(IPAddress.IPv6Any));
            }

            return Run(endPoint, options, console, stop.Token);
        });
        return command;
    }

    /// <summary>Checks, before anything is promised, that the processors named can be used.</summary>
    private static void CheckCpus(IReadOnlyList<int> cpus)
    {
        if (cpus.Count > 0 && !ThreadAffinity.IsAvailable)
        {
            throw CommandException.Usage("--cpu is not possible here: this system does not bind threads to processors");
        }

        foreach (int cpu in cpus)
        {
            if (!ThreadAffinity.CanPin(cpu))
            {
                throw new CommandException($"cannot pin a loop to processor {cpu}: this process may use {ThreadAffinity.AllowedList()}");
            }
        }
    }

    private static int Run(EndPoint endPoint, ServerOptions options, ServerConsole console, CancellationToken stop)
    {
        CheckCpus(options.Cpus);
        using Socket listener = BindOptions.Listen(endPoint, options.Tuning);
        using var server = new EchoServerGroup(listener, options);
        using var stopOrUnheard = CancellationTokenSource.CreateLinkedTokenSource(stop, console.Gone);
        long start = Stopwatch.GetTimestamp();
        long stoppedAt = start;
        CancellationTokenRegistration noteStop = default;
        server.Run(stopOrUnheard.Token, Begin);

        // Waits for the note if that is being taken.
        noteStop.Dispose();

        TimeSpan left = options.Limits.Drain - Stopwatch.GetElapsedTime(stoppedAt);
        console.End(() => console.Report.Stopped(server.Totals(), Stopwatch.GetElapsedTime(start), server.MeanNap), left);
        return ExitCode.Good;

        void Begin()
        {
            // Registered after the loops' wake-ups, and so called before them: else the loops may end before the stop is noted.
            noteStop = stopOrUnheard.Token.Register(() =>
            {
                stoppedAt = Stopwatch.GetTimestamp();
                options.Manager?.Stopping();
                console.BeginEnd();
            });
            console.Report.Listening(listener.LocalEndPoint!, options.Wait.Name, options.Threads);
            if (options.Wait.Kind.Lacks is { } refused)
            {
                console.Report.Notice(ServerNotices.Refused(options.Wait.Kind.Name, refused.Name, WaitStrategies.Readiness[0].Name));
            }

            if (endPoint is IPEndPoint { Address: { } address } && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
            {
                console.Report.Notice($"listening on every address of this machine: whoever can reach it can connect; --bind {BindOptions.Default} keeps it local");
            }

            console.Begin(() => (server.Totals(), Stopwatch.GetElapsedTime(start)));
            options.Manager?.ReadyInTime(error => console.Report.Notice(ServerNotices.NotReported(options.Manager.Name, error)));
        }
    }
}

using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Output;
using Pollecho.Server;
using Pollecho.Sockets;
using Pollecho.Threads;
using Pollecho.Waiting;

namespace Pollecho.Commands;

/// <summary><c>pollecho server</c>: options, the loop, its reports.</summary>
internal static class ServerCommand
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan DefaultStatsInterval = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        Option<IPAddress> bind = Parsers.Address();
        Option<int?> port = Parsers.Port($"Port to listen on; 0 takes a free one and prints it [default: {ServerAddress.DefaultPort}]", lowest: 0);
        Option<WaitSpec> wait = Parsers.Wait();
        Option<Reply> reply = Parsers.Word("--reply", "Reply in ASCII upper case, or as it came [default: upper]", ("upper", Reply.Upper), ("echo", Reply.Echo));
        Option<TimeSpan?> stats = Parsers.Duration("--stats", [], "Print a status line every second, or every DURATION");
        stats.Arity = ArgumentArity.ZeroOrOne;
        Option<int?> threads = Parsers.Threads("Poll loops, connections dealt out evenly [default: 1]");
        Option<int[]> cpus = Parsers.Cpus("Pin the loops to these processors, in turn, such as 0,2-3");
        Option<bool> trace = new("--trace") { Description = "Print each call of the loop and its outcome, repeats folded" };
        Option<bool> otherWork = new("--other-work") { Description = "Do small units of work in turns that found nothing, and count them" };
        Option<bool> json = new("--json") { Description = "Print events and totals as JSON, one object a line" };

        Command command = new("server", "Run a TCP echo server on a non-blocking poll loop.")
        {
            bind, port, wait, reply, threads, cpus, stats, trace, otherWork, json,
        };
        var limits = new ServerLimitOptions();
        limits.AddTo(command);
        command.SetAction(result =>
        {
            if (result.GetValue(trace) && result.GetValue(json))
            {
                throw CommandException.Usage("--trace is text to read and --json is for programs; give one of them");
            }

            bool statsWanted = result.GetResult(stats) is not null;
            var status = new StatusLine(wanted: !statsWanted && !result.GetValue(trace) && !result.GetValue(json));
            var report = new ServerReport(Console.Out, status, result.GetValue(json));
            int loops = result.GetValue(threads) ?? 1;
            var options = new ServerOptions((result.GetValue(wait) ?? WaitSpec.Default).Create)
            {
                Reply = result.GetValue(reply),
                Threads = loops,
                Limits = limits.Read(result, loops),
                AcceptPutOff = error => report.Notice(
                    $"cannot accept now: {SocketErrors.Describe(error)}; new connections wait until others close. Raise the limit (ulimit -n), or give a lower --max-connections"),
                Cpus = result.GetValue(cpus) ?? [],
                OtherWork = result.GetValue(otherWork),
                CreateTrace = result.GetValue(trace) ? () => new LoopTrace(line => status.Print(Console.Out, line)) : null,
            };
            TimeSpan? statsInterval = statsWanted ? result.GetValue(stats) ?? DefaultStatsInterval : null;
            var endPoint = new IPEndPoint(result.GetValue(bind) ?? IPAddress.Loopback, result.GetValue(port) ?? ServerAddress.DefaultPort);
            return Run(endPoint, options, report, statsInterval ?? (status.IsLive ? LiveInterval : null), live: !statsWanted);
        });
        return command;
    }

    /// <summary>Before anything is promised: whether the processors named are there.</summary>
    private static void CheckCpus(IReadOnlyList<int> cpus)
    {
        if (cpus.Count > 0 && !ThreadAffinity.IsAvailable)
        {
            throw CommandException.Usage("--cpu cannot be had: this system does not bind threads to processors");
        }

        foreach (int cpu in cpus)
        {
            if (!ThreadAffinity.CanPin(cpu))
            {
                throw new CommandException($"cannot pin a loop to processor {cpu}: there is none of that number for this process; it has {Environment.ProcessorCount}, from 0");
            }
        }
    }

    private static Socket Listen(IPEndPoint endPoint)
    {
        try
        {
            return SocketCalls.Listen(endPoint, SocketCalls.DefaultBacklog);
        }
        catch (SocketException e)
        {
            string advice = e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "; stop the program that has it, or take a free port with --port 0",
                SocketError.AccessDenied => "; take a port over 1023",
                SocketError.AddressNotAvailable => "; --bind takes an address of this machine",
                _ => "",
            };
            throw new CommandException($"cannot listen on {endPoint}: {SocketErrors.Describe(e.SocketErrorCode)}{advice}");
        }
    }

    private static int Run(IPEndPoint endPoint, ServerOptions options, ServerReport report, TimeSpan? tick, bool live)
    {
        CheckCpus(options.Cpus);
        using Socket listener = Listen(endPoint);
        using var server = new EchoServerGroup(listener, options);
        using var stop = new StopSignal();
        long start = Stopwatch.GetTimestamp();
        report.Listening(listener.LocalEndPoint!, server.Waits[0].Name, options.Threads);
        if (endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any))
        {
            report.Notice("every address of this machine takes connections: whoever reaches it can connect; --bind 127.0.0.1 keeps it to itself");
        }

        // A timer counts whole milliseconds, and takes 0 for never.
        TimeSpan period = tick is null ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Ceiling(tick.Value.TotalMilliseconds));
        using var stopOrUnheard = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        CommandException? unheard = null;
        var oneAtATime = new Lock();
        var timer = new Timer(_ => Tell(), null, period, period);
        server.Run(stopOrUnheard.Token);

        // Waits for a line that is being written.
        timer.DisposeAsync().AsTask().Wait();
        if (unheard is not null)
        {
            throw unheard;
        }

        report.Stopped(server.Totals(), Stopwatch.GetElapsedTime(start), SleepStrategy.MeanNap(server.Waits));
        return ExitCode.Good;

        void Tell()
        {
            // Where writing takes longer than a period, the next one begins on another thread: let it pass.
            if (!oneAtATime.TryEnter())
            {
                return;
            }

            try
            {
                if (live)
                {
                    report.Live(server.Totals());
                }
                else
                {
                    report.Stats(server.Totals(), Stopwatch.GetElapsedTime(start));
                }
            }
            catch (CommandException e)
            {
                // On a timer's thread nobody would catch it.
                unheard = e;
                stopOrUnheard.Cancel();
            }
            finally
            {
                oneAtATime.Exit();
            }
        }
    }
}

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Pollecho.Compare;
using Pollecho.Compare.Child;
using Pollecho.Compare.Models;
using Pollecho.Server;
using Pollecho.Sockets;

namespace Pollecho.Commands;

/// <summary>
/// The server that <c>pollecho compare</c> starts for each contender; hidden, as nobody else needs it. It says where
/// it listens, prints its counters for each byte on stdin, and ends with stdin, so that it never outlives its parent.
/// </summary>
internal static class CompareServerCommand
{
    public static Command Create()
    {
        Argument<string> name = new("CONTENDER");
        Command command = new(ServerChild.CommandName, "A server for the comparison.") { name };
        command.Hidden = true;
        command.SetAction(result => Run(Contenders.ParseChild(result.GetRequiredValue(name))));
        return command;
    }

    private static int Run(Contender contender)
    {
        using Socket listener = SocketCalls.Listen(new IPEndPoint(IPAddress.Loopback, 0), SocketCalls.DefaultBacklog);
        // Not disposed: the thread that listens to the parent may cancel it at the very end.
        var ended = new CancellationTokenSource();

        // Ctrl+C reaches every process of a terminal: it is for the parent, whose end or word ends this one.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.Cancel();
        });
        if (contender.Wait is not null)
        {
            using var server = new EchoServerGroup(listener, new ServerOptions(contender.Wait) { OtherWork = true });
            Attend(listener, () => Read(server.Totals()), ended);
            server.Run(ended.Token);
            return ExitCode.Good;
        }

        var counters = new ModelCounters();
        Attend(listener, () => new ServerReading(Stopwatch.GetTimestamp(), counters.Accepted, counters.BytesOut, null, null), ended);
        if (contender == Contender.Blocking)
        {
            new Thread(() => BlockingModel.Run(listener, counters)) { IsBackground = true }.Start();
        }
        else
        {
            listener.Blocking = true;
            _ = AsyncModel.Run(listener, counters);
        }

        ended.Token.WaitHandle.WaitOne();
        return ExitCode.Good;
    }

    /// <summary>Says where it listens, and then listens to the parent on a thread of its own.</summary>
    private static void Attend(Socket listener, Func<ServerReading> read, CancellationTokenSource ended)
    {
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ServerChild.Listening} {((IPEndPoint)listener.LocalEndPoint!).Port}"));
        Console.Out.Flush();
        Stream input = Console.OpenStandardInput();
        var thread = new Thread(() =>
        {
            try
            {
                while (input.ReadByte() >= 0)
                {
                    Console.Out.WriteLine(read().Line);
                    Console.Out.Flush();
                }
            }
            catch (IOException)
            {
                // The parent is gone.
            }

            ended.Cancel();
        })
        { IsBackground = true };
        thread.Start();
    }

    private static ServerReading Read(ServerCounters totals) =>
        new(Stopwatch.GetTimestamp(), totals.Accepted, totals.BytesOut, totals.EmptyCalls, totals.OtherWork);
}

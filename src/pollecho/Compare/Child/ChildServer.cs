using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Pollecho.Compare.Models;
using Pollecho.Server;
using Pollecho.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Compare.Child;

/// <summary>
/// The child's side of the comparison: serves on the loopback until its stdin ends, so that it never outlives its parent.
/// </summary>
internal static class ChildServer
{
    /// <summary>Serves with a poll loop that waits in that way.</summary>
    public static void Run(WaitSpec wait) => Run((listener, attend, ended) =>
    {
        using var server = new EchoServerGroup(listener, new ServerOptions(wait) { OtherWork = true });
        attend(() => Read(server.Totals()));
        server.Run(ended);
    });

    /// <summary>Serves with a model of I/O.</summary>
    /// <param name="start">Starts it on a listener, and returns at once.</param>
    public static void Run(Action<Socket, ModelCounters> start) => Run((listener, attend, ended) =>
    {
        var counters = new ModelCounters();
        attend(() => new ServerReading(Stopwatch.GetTimestamp(), counters.Accepted, counters.BytesOut, null, null));
        start(listener, counters);
        ended.WaitHandle.WaitOne();
    });

    private static void Run(Action<Socket, Action<Func<ServerReading>>, CancellationToken> serve)
    {
        using Socket listener = SocketCalls.Listen(new IPEndPoint(IPAddress.Loopback, 0), SocketCalls.DefaultBacklog);

        // Not disposed: the thread that attends to the parent may cancel it at the very end.
        var ended = new CancellationTokenSource();

        // Ctrl+C reaches every process of a terminal: it is for the parent, whose end or word ends this one.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.Cancel();
        });
        serve(listener, read => Attend(((IPEndPoint)listener.LocalEndPoint!).Port, read, ended), ended.Token);
    }

    /// <summary>Prints where it listens, and then answers the parent on a thread of its own.</summary>
    private static void Attend(int port, Func<ServerReading> read, CancellationTokenSource ended)
    {
        Console.Out.WriteLine(ChildProtocol.WriteListening(port));
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

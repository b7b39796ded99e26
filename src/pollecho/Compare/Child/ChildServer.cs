using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Pollecho.Compare.Models;
using Pollecho.Server;
using Pollecho.Sockets;
using Pollecho.Tracing;
using Pollecho.Waiting;

namespace Pollecho.Compare.Child;

/// <summary>
/// The child's side: serves on the loopback, or a unix socket, until its stdin ends, so that it never outlives its parent.
/// </summary>
/// <param name="over">What it is to be reached over.</param>
/// <param name="record">Whether its calls are recorded, and printed at the end.</param>
internal sealed class ChildServer(Transport over, bool record)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CallRecording? _recording = record ? new CallRecording() : null;

    /// <summary>Serves with a poll loop that waits in that way.</summary>
    public void Run(WaitSpec wait) => Run((listener, attend, ended) =>
    {
        Func<ILoopTrace>? trace = _recording is null ? null : () => _recording.Loop;
        using var server = new EchoServerGroup(listener, new ServerOptions(wait) { OtherWork = true, CreateTrace = trace });
        attend(() => Read(server.Totals()));
        server.Run(ended);
    });

    /// <summary>Serves with a model of I/O.</summary>
    /// <param name="start">Starts it on a listener, and returns at once.</param>
    public void Run(Action<Socket, ModelCounters, CallRecording?> start) => Run((listener, attend, ended) =>
    {
        var counters = new ModelCounters();
        attend(() => new ServerReading(Stopwatch.GetTimestamp(), counters.Accepted, counters.BytesOut, null, null));
        start(listener, counters, _recording);
        ended.WaitHandle.WaitOne();
    });

    private void Run(Action<Socket, Action<Func<ServerReading>>, CancellationToken> serve)
    {
        using PrivateSocket? unix = over == Transport.Unix ? new PrivateSocket() : null;
        using Socket listener = Listener.Open((EndPoint?)unix?.EndPoint ?? new IPEndPoint(IPAddress.Loopback, 0), Listener.DefaultBacklog);

        // Not disposed: the thread that attends to the parent may cancel it at the very end.
        var ended = new CancellationTokenSource();

        // Ctrl+C reaches every process of a terminal: it is for the parent, whose end or word ends this one.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.Cancel();
        });
        serve(listener, read => Attend(listener.LocalEndPoint!, read, ended), ended.Token);
        if (_recording is not null)
        {
            _recording.WaitForSend(Patience);
            Print(ServerRecording.Of(_recording).Lines);
        }
    }

    /// <summary>Prints where it listens, and then answers the parent on a thread of its own.</summary>
    private void Attend(EndPoint endPoint, Func<ServerReading> read, CancellationTokenSource ended)
    {
        Print([ChildProtocol.WriteListening(endPoint)]);
        Stream input = Console.OpenStandardInput();
        var thread = new Thread(() =>
        {
            try
            {
                for (int request = input.ReadByte(); request >= 0; request = input.ReadByte())
                {
                    Print([read().Line]);
                    if (request == ChildProtocol.Record)
                    {
                        // Behind the answer, so that it is not in the recording.
                        _recording?.Start();
                    }
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

    private static void Print(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Console.Out.WriteLine(line);
        }

        Console.Out.Flush();
    }

    private static ServerReading Read(ServerCounters totals) =>
        new(Stopwatch.GetTimestamp(), totals.Accepted, totals.BytesOut, totals.EmptyCalls, totals.OtherWork);
}

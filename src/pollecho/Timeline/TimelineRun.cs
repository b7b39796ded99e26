using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Compare;
using Pollecho.Compare.Child;
using Pollecho.Sockets;
using Pollecho.Text;
using Pollecho.Tracing;

namespace Pollecho.Timeline;

/// <summary>Stages one exchange with a server in a process of its own, which records its calls.</summary>
internal sealed class TimelineRun(TimelinePlan plan, string program)
{
    /// <summary>Exchanges before the one that is shown: the first few of a process pay for what is done once.</summary>
    private const int MostBefore = 20;

    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestBefore = TimeSpan.FromMilliseconds(50);

    /// <summary>How long to wait for a reply, besides the server's nap.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Runs one exchange; null if it was stopped.</summary>
    /// <exception cref="ServerDiedException">The server could not be started, ended, or did not reply as it should.</exception>
    public Exchange? Run(Contender contender, CancellationToken stop)
    {
        try
        {
            using var server = new ServerChild(program, contender.Name, record: true);
            return Run(server, contender, stop);
        }
        catch (Exception e) when (stop.IsCancellationRequested && e is (ObjectDisposedException or ServerDiedException))
        {
            return null;
        }
    }

    private Exchange? Run(ServerChild server, Contender contender, CancellationToken stop)
    {
        byte[] message = Greeting.OfThisProcess();
        try
        {
            using Socket socket = Connect(server.EndPoint, contender);
            using CancellationTokenRegistration abort = stop.Register(socket.Dispose);
            server.WaitUntilAccepted(1, contender.Wait?.Duration ?? TimeSpan.Zero);
            WarmUp(socket, message, stop);

            // It has sent the last reply, but perhaps not returned from that yet.
            stop.WaitHandle.WaitOne(Settling);
            server.BeginRecording();
            if (!KeepSilence(stop))
            {
                return null;
            }

            (long sendBegan, long sendReturned, long replyArrived) = Talk(socket, message);
            socket.Close();
            ServerRecording recording = server.EndRecording();
            return new Exchange(contender, message.Length)
            {
                StartedAt = recording.StartedAt,
                SendBegan = sendBegan,
                SendReturned = sendReturned,
                ReplyArrived = replyArrived,
                Entries = Entries(recording, sendBegan),
                Cpu = recording.Cpu,
                CostOfCall = recording.CostOfCall,
            };
        }
        catch (SocketException e)
        {
            throw new ServerDiedException(server.Explain(SocketErrors.Describe(e.SocketErrorCode)));
        }
    }

    private static Socket Connect(EndPoint endPoint, Contender contender)
    {
        Socket socket = ConnectCalls.Create(endPoint);
        try
        {
            TuningCalls.SendAtOnce(socket);
            socket.ReceiveTimeout = (int)(Patience + (contender.Wait?.Duration ?? TimeSpan.Zero)).TotalMilliseconds;
            socket.Connect(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void WarmUp(Socket socket, byte[] message, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < MostBefore && (i == 0 || Stopwatch.GetElapsedTime(start) < LongestBefore) && !stop.IsCancellationRequested; i++)
        {
            Talk(socket, message);
        }
    }

    /// <summary>Waits as long as the plan says; false if it was stopped.</summary>
    private bool KeepSilence(CancellationToken stop)
    {
        // Windows ends a wait up to a tick of its timer early.
        long began = Stopwatch.GetTimestamp();
        for (TimeSpan left = plan.Silence; left > TimeSpan.Zero; left = plan.Silence - Stopwatch.GetElapsedTime(began))
        {
            if (stop.WaitHandle.WaitOne((int)Math.Ceiling(left.TotalMilliseconds)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Sends a message and waits for its reply, which it verifies.</summary>
    private static (long SendBegan, long SendReturned, long ReplyArrived) Talk(Socket socket, byte[] message)
    {
        byte[] reply = new byte[message.Length];
        long sendBegan = Stopwatch.GetTimestamp();
        socket.Send(message);
        long sendReturned = Stopwatch.GetTimestamp();
        int received = 0;
        while (received < reply.Length)
        {
            int bytes = socket.Receive(reply, received, reply.Length - received, SocketFlags.None, out SocketError error);
            if (bytes == 0)
            {
                throw new ServerDiedException(error is SocketError.WouldBlock or SocketError.TimedOut
                    ? $"no reply came within {Units.Duration(TimeSpan.FromMilliseconds(socket.ReceiveTimeout))}"
                    : SocketErrors.Describe(error, "it closed the connection"));
            }

            received += bytes;
        }

        long replyArrived = Stopwatch.GetTimestamp();
        byte[] expected = [.. message];
        AsciiUpper.Convert(expected);
        return reply.AsSpan().SequenceEqual(expected) ? (sendBegan, sendReturned, replyArrived) : throw new ServerDiedException("its reply was wrong");
    }

    /// <summary>The calls from the one under way at the start to the one that sent the reply.</summary>
    private static IReadOnlyList<TraceEntry> Entries(ServerRecording recording, long sendBegan)
    {
        List<TraceEntry> entries = [.. recording.Entries.SkipWhile(entry => entry.Call is { Kind: CallKind.Send } && entry.Begin < recording.StartedAt)];
        int last = entries.FindIndex(entry => entry.Call is { Kind: CallKind.Send } && entry.Begin >= sendBegan);
        return last >= 0 ? entries[..(last + 1)] : throw new ServerDiedException("it did not record its reply");
    }
}

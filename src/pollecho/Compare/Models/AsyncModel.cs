using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Text;
using Pollecho.Tracing;

namespace Pollecho.Compare.Models;

/// <summary>The model of asynchronous calls: each connection is a task that the thread pool goes on with when bytes are there.</summary>
internal static class AsyncModel
{
    private const int BufferSize = 16 * 1024;

    /// <summary>Accepts for ever. Ends with the listener. A recording takes the calls of one connection.</summary>
    public static async Task Run(Socket listener, ModelCounters counters, CallRecording? recording = null)
    {
        listener.Blocking = true;
        try
        {
            while (true)
            {
                Socket connection = await listener.AcceptAsync().ConfigureAwait(false);
                counters.CountAccepted();
                _ = Serve(connection, counters, recording);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener was closed: the comparison is over.
        }
    }

    private static async Task Serve(Socket connection, ModelCounters counters, CallRecording? recording)
    {
        using Socket _ = connection;
        byte[] buffer = new byte[BufferSize];
        try
        {
            TuningCalls.SendAtOnce(connection);
            while (true)
            {
                int received = recording is null ? await connection.ReceiveAsync(buffer.AsMemory()).ConfigureAwait(false)
                    : await Record(recording, CallKind.Receive, nameof(connection.ReceiveAsync), Stopwatch.GetTimestamp(), connection.ReceiveAsync(buffer.AsMemory())).ConfigureAwait(false);
                if (received <= 0)
                {
                    return;
                }

                AsciiUpper.Convert(buffer.AsSpan(0, received));
                for (int sent = 0; sent < received;)
                {
                    Memory<byte> rest = buffer.AsMemory(sent, received - sent);
                    sent += recording is null ? await connection.SendAsync(rest).ConfigureAwait(false)
                        : await Record(recording, CallKind.Send, nameof(connection.SendAsync), Stopwatch.GetTimestamp(), connection.SendAsync(rest)).ConfigureAwait(false);
                }

                counters.CountSent(received);
            }
        }
        catch (SocketException)
        {
            // The peer reset the connection.
        }
    }

    private static async ValueTask<int> Record(CallRecording recording, CallKind kind, string name, long begin, ValueTask<int> call)
    {
        long pendingAt = call.IsCompleted ? 0 : Stopwatch.GetTimestamp();
        int bytes = await call.ConfigureAwait(false);
        recording.Add(new TracedCall(kind, name, 1, begin, Stopwatch.GetTimestamp()) { PendingAt = pendingAt, Bytes = bytes });
        return bytes;
    }
}

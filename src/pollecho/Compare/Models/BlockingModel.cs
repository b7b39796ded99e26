using System.Diagnostics;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Text;
using Pollecho.Tracing;

namespace Pollecho.Compare.Models;

/// <summary>The model of one thread a connection: each receives, blocked until something comes, and sends the reply.</summary>
internal static class BlockingModel
{
    private const int BufferSize = 16 * 1024;

    /// <summary>Enough for a receive and a send; the usual 1.5 to 8 MB a thread would be a waste of a thousand.</summary>
    private const int StackSize = 256 * 1024;

    /// <summary>Accepts for ever, on the caller's thread. Ends with the listener. A recording takes the calls of one connection.</summary>
    public static void Run(Socket listener, ModelCounters counters, CallRecording? recording = null)
    {
        listener.Blocking = true;
        try
        {
            while (true)
            {
                Socket connection = listener.Accept();
                counters.CountAccepted();
                new Thread(() => Serve(connection, counters, recording), StackSize) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener was closed: the comparison is over.
        }
        catch (OutOfMemoryException)
        {
            // The system has no more threads: waiting peers are refused, and the client reports that.
            listener.Dispose();
        }
    }

    private static void Serve(Socket connection, ModelCounters counters, CallRecording? recording)
    {
        using Socket _ = connection;
        try
        {
            connection.Blocking = true;
            TuningCalls.SendAtOnce(connection);
        }
        catch (SocketException)
        {
            // The peer has gone already; macOS refuses options then.
            return;
        }

        byte[] buffer = new byte[BufferSize];
        Func<int, int, IoResult> send = (from, count) => SocketCalls.Send(connection, buffer.AsSpan(from, count));
        while (true)
        {
            long begin = recording is null ? 0 : Stopwatch.GetTimestamp();
            int received = connection.Receive(buffer, 0, buffer.Length, SocketFlags.None, out SocketError error);
            recording?.Add(new TracedCall(CallKind.Receive, SocketCallNames.ReceiveIntoArray, 1, begin, Stopwatch.GetTimestamp()) { Bytes = received, Error = error });
            if (received <= 0 || error != SocketError.Success)
            {
                return;
            }

            AsciiUpper.Convert(buffer.AsSpan(0, received));
            begin = recording is null ? 0 : Stopwatch.GetTimestamp();
            if (!SendAll(received, send))
            {
                return;
            }

            recording?.Add(new TracedCall(CallKind.Send, SocketCallNames.Send, 1, begin, Stopwatch.GetTimestamp()) { Bytes = received });

            counters.CountSent(received);
        }
    }

    /// <summary>Sends all of a reply, however little of it one send takes; on some systems a signal ends a send halfway.</summary>
    /// <param name="length">Bytes of the reply.</param>
    /// <param name="send">Sends from an offset in it, at most the given number of bytes.</param>
    /// <returns>Whether all of it went: else the connection has failed.</returns>
    internal static bool SendAll(int length, Func<int, int, IoResult> send)
    {
        for (int sent = 0; sent < length;)
        {
            IoResult result = send(sent, length - sent);
            if (!result.Succeeded)
            {
                return false;
            }

            sent += result.Bytes;
        }

        return true;
    }
}

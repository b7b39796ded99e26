using System.Net.Sockets;
using Pollecho.Text;

namespace Pollecho.Compare;

/// <summary>The model of one thread a connection: each receives, blocked until something comes, and sends the reply.</summary>
internal static class BlockingModel
{
    private const int BufferSize = 16 * 1024;

    /// <summary>Enough for a receive and a send; the usual 1.5 to 8 MB a thread would be a waste of a thousand.</summary>
    private const int StackSize = 256 * 1024;

    /// <summary>Accepts for ever, on the caller's thread. Ends with the listener.</summary>
    public static void Run(Socket listener, ModelCounters counters)
    {
        listener.Blocking = true;
        try
        {
            while (true)
            {
                Socket connection = listener.Accept();
                counters.CountAccepted();
                new Thread(() => Serve(connection, counters), StackSize) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener was closed: the comparison is over.
        }
        catch (OutOfMemoryException)
        {
            // The system has no more threads: those who wait find nobody who accepts, and that is told.
            listener.Dispose();
        }
    }

    private static void Serve(Socket connection, ModelCounters counters)
    {
        using Socket _ = connection;
        try
        {
            connection.Blocking = true;
            connection.NoDelay = true;
        }
        catch (SocketException)
        {
            // The peer has gone already; macOS refuses options then.
            return;
        }

        byte[] buffer = new byte[BufferSize];
        while (true)
        {
            int received = connection.Receive(buffer, 0, buffer.Length, SocketFlags.None, out SocketError error);
            if (received <= 0 || error != SocketError.Success)
            {
                return;
            }

            AsciiUpper.Convert(buffer.AsSpan(0, received));
            for (int sent = 0; sent < received;)
            {
                sent += connection.Send(buffer, sent, received - sent, SocketFlags.None, out error);
                if (error != SocketError.Success)
                {
                    return;
                }
            }

            counters.CountSent(received);
        }
    }
}

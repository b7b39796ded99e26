using System.Net.Sockets;
using Pollecho.Text;

namespace Pollecho.Compare.Models;

/// <summary>The model of asynchronous calls: each connection is a task that the thread pool goes on with when bytes are there.</summary>
internal static class AsyncModel
{
    private const int BufferSize = 16 * 1024;

    /// <summary>Accepts for ever. Ends with the listener.</summary>
    public static async Task Run(Socket listener, ModelCounters counters)
    {
        listener.Blocking = true;
        try
        {
            while (true)
            {
                Socket connection = await listener.AcceptAsync().ConfigureAwait(false);
                counters.CountAccepted();
                _ = Serve(connection, counters);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener was closed: the comparison is over.
        }
    }

    private static async Task Serve(Socket connection, ModelCounters counters)
    {
        using Socket _ = connection;
        byte[] buffer = new byte[BufferSize];
        try
        {
            connection.NoDelay = true;
            while (await connection.ReceiveAsync(buffer.AsMemory()).ConfigureAwait(false) is int received and > 0)
            {
                AsciiUpper.Convert(buffer.AsSpan(0, received));
                for (int sent = 0; sent < received;)
                {
                    sent += await connection.SendAsync(buffer.AsMemory(sent, received - sent)).ConfigureAwait(false);
                }

                counters.CountSent(received);
            }
        }
        catch (SocketException)
        {
            // The peer reset the connection.
        }
    }
}

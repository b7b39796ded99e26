using System.Diagnostics;
using Pollecho.Sockets;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>
/// What a server still sends when it has answered everything: nothing, if all is well. The client ends its side of each
/// connection and waits until the server has ended the other, as an echo server does at once.
/// </summary>
internal sealed class LastLook(ClientConnections connections, IWaitStrategy wait, byte[] buffer)
{
    /// <summary>Servers that do not end their side are not waited for any longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks.</summary>
    public void Run()
    {
        int open = 0;
        foreach (ClientConnection? connection in connections.All)
        {
            if (connection is { IsOpen: true })
            {
                SocketCalls.ShutdownSend(connection.Socket);
                wait.Watch(connection, Interest.Read);
                open++;
            }
        }

        long deadline = Deadline.After(Stopwatch.GetTimestamp(), Patience);
        int work = 1;
        while (open > 0 && Stopwatch.GetTimestamp() < deadline)
        {
            Ready ready = wait.Wait(work, deadline);
            work = 0;
            foreach (ClientConnection connection in ready.Readable)
            {
                IoResult received = connection.IsOpen && !connection.IsClosed ? SocketCalls.Receive(connection.Socket, buffer) : default;
                if (received.Bytes > 0)
                {
                    work++;
                    connection.Verifier.Receive(buffer.AsSpan(0, received.Bytes), Stopwatch.GetTimestamp());
                }
                else if (!received.WouldBlock && !connection.IsClosed && connection.IsOpen)
                {
                    work++;
                    open--;
                    connections.Close(connection);
                }
            }
        }
    }
}

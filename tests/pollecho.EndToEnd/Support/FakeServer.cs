using System.Net;
using System.Net.Sockets;

namespace Pollecho.EndToEnd;

/// <summary>A server of the test's own, for one connection, that does what the test says: mostly something wrong.</summary>
internal sealed class FakeServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Thread _thread;

    /// <summary>Listens on a free port; <paramref name="serve"/> has the connection, which is closed after it.</summary>
    public FakeServer(Action<Socket> serve)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _thread = new Thread(() => Run(serve)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>For each message, as it is received, does <paramref name="reply"/>; until the client goes.</summary>
    public static Action<Socket> ForEachMessage(Action<Socket, byte[]> reply) => connection =>
    {
        byte[] buffer = new byte[1024];
        for (int count; (count = connection.Receive(buffer)) > 0;)
        {
            reply(connection, buffer[..count]);
        }
    };

    /// <summary>Stops listening, and waits for the connection's end.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        _thread.Join(Patience.Limit);
    }

    private void Run(Action<Socket> serve)
    {
        try
        {
            using Socket connection = _listener.Accept();
            connection.NoDelay = true;
            connection.ReceiveTimeout = Patience.Milliseconds;
            connection.SendTimeout = Patience.Milliseconds;
            serve(connection);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client has gone, which is the client's affair, or the test has ended.
        }
    }
}

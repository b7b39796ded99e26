using System.Net;
using System.Net.Sockets;
using Pollecho.Text;

namespace Pollecho.Tests.Client;

/// <summary>
/// A server with one planned fault, a thread a connection, for messages of one size. It is written with blocking
/// sockets and nothing of the product but the upper case, so that it cannot share the client's mistakes.
/// </summary>
internal sealed class FaultyServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly int _size;
    private readonly Action<Connection> _serve;
    private readonly List<Socket> _sockets = [];

    /// <summary>Serves each connection with <paramref name="serve"/>, until that returns or the peer ends.</summary>
    public FaultyServer(int size, Action<Connection> serve)
    {
        _size = size;
        _serve = serve;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(128);
        new Thread(AcceptAll) { IsBackground = true }.Start();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Answers each message with what <paramref name="change"/> makes of its number, from 1, and right reply.</summary>
    public static Action<Connection> Answering(Func<long, byte[], byte[]?> change) => connection =>
    {
        for (long number = 1; connection.Receive() is { } reply; number++)
        {
            if (change(number, reply) is { } changed)
            {
                connection.Socket.Send(changed);
            }
        }
    };

    public void Dispose()
    {
        _listener.Dispose();
        lock (_sockets)
        {
            _sockets.ForEach(socket => socket.Dispose());
        }
    }

    private void AcceptAll()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.Accept();
                socket.NoDelay = true;
                lock (_sockets)
                {
                    _sockets.Add(socket);
                }

                new Thread(() => Serve(socket)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private void Serve(Socket socket)
    {
        try
        {
            _serve(new Connection(socket, _size));
            socket.Dispose();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client, or the test, has ended it.
        }
    }

    internal sealed class Connection(Socket socket, int size)
    {
        public Socket Socket { get; } = socket;

        /// <summary>The right reply to the next message; null when the peer has ended.</summary>
        public byte[]? Receive()
        {
            byte[] message = new byte[size];
            for (int received = 0; received < size;)
            {
                int n = Socket.Receive(message.AsSpan(received));
                if (n == 0)
                {
                    return null;
                }

                received += n;
            }

            AsciiUpper.Convert(message);
            return message;
        }
    }
}

using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A client on a plain blocking socket.</summary>
internal sealed class SocketPeer : IEchoPeer
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        SendTimeout = Patience.Milliseconds,
        ReceiveTimeout = Patience.Milliseconds,
    };

    /// <summary>Connects to a port of this machine.</summary>
    /// <param name="port">The port.</param>
    /// <param name="receiveBuffer">The size of its receive buffer in bytes; null for the system's choice.</param>
    public SocketPeer(int port, int? receiveBuffer = null)
    {
        if (receiveBuffer is not null)
        {
            _socket.ReceiveBufferSize = receiveBuffer.Value;
        }

        _socket.Connect(IPAddress.Loopback, port);
    }

    /// <summary>Whether somebody listens on a port of this machine.</summary>
    public static bool CanConnect(int port)
    {
        try
        {
            using var peer = new SocketPeer(port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <inheritdoc/>
    public byte[] Receive(int count)
    {
        byte[] received = new byte[count];
        for (int have = 0; have < count;)
        {
            int more = _socket.Receive(received.AsSpan(have));
            Assert.True(more > 0, $"The stream ended after {have} of {count} bytes.");
            have += more;
        }

        return received;
    }

    /// <summary>Sends a byte and waits for its reply; false if the server ends the connection instead.</summary>
    public bool IsServed()
    {
        byte[] reply = new byte[1];
        try
        {
            return _socket.Send("x"u8) == 1 && _socket.Receive(reply) == 1 && reply[0] == (byte)'X';
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown)
        {
            return false;
        }
    }

    /// <summary>Receives until the server ends the stream.</summary>
    public byte[] ReceiveToEnd()
    {
        using var received = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        for (int count; (count = _socket.Receive(buffer)) > 0;)
        {
            received.Write(buffer, 0, count);
        }

        return received.ToArray();
    }

    /// <summary>Receives until the server, or a network between, ends the stream in one way or the other.</summary>
    public (byte[] Bytes, bool Reset) ReceiveToEndOrReset()
    {
        using var received = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        SocketError error;
        for (int count; (count = _socket.Receive(buffer, SocketFlags.None, out error)) > 0;)
        {
            received.Write(buffer, 0, count);
        }

        return (received.ToArray(), error != SocketError.Success);
    }

    /// <inheritdoc/>
    public byte[] Exchange(byte[] bytes)
    {
        Thread sender = BeginToSendAll(bytes);
        byte[] received = ReceiveToEnd();
        Assert.True(sender.Join(Patience.Limit), "Not everything could be sent.");
        return received;
    }

    /// <summary>Whether the connection broke under the thread that sends; to be asked when that has ended.</summary>
    public bool SendBroke { get; private set; }

    /// <summary>Sends bytes and the end of the stream from a thread of its own, and receives nothing yet.</summary>
    public Thread BeginToSendAll(byte[] bytes)
    {
        var sender = new Thread(() => SendAll(bytes)) { IsBackground = true };
        sender.Start();
        return sender;
    }

    /// <summary>Ends the connection with a reset: what is under way is lost.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _socket.Dispose();

    private void SendAll(byte[] bytes)
    {
        try
        {
            Send(bytes);
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test has ended the connection meanwhile, or it broke; the system reports that once, here or to whoever receives.
            SendBroke = true;
        }
    }
}

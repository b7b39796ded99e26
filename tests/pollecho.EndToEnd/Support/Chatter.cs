using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A peer that sends a little all the time, and reads, until the server ends the stream.</summary>
internal sealed class Chatter : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Thread _reader;
    private readonly Thread _sender;
    private long _received;
    private SocketError _end;

    /// <summary>Connects, and begins.</summary>
    public Chatter(IPEndPoint server)
    {
        _socket.Connect(server);
        _reader = new Thread(Read);
        _sender = new Thread(Send);
        _reader.Start();
        _sender.Start();
    }

    /// <summary>Waits until so many bytes of replies have come.</summary>
    public void WaitForReplies(long bytes) =>
        Assert.True(SpinWait.SpinUntil(() => Interlocked.Read(ref _received) >= bytes, Patience.Limit), $"{_received} bytes came back");

    /// <summary>Waits for the end of the stream.</summary>
    /// <returns>How many bytes of replies have come, and how it ended.</returns>
    public (long Received, SocketError End) WaitForEnd()
    {
        Assert.True(_reader.Join(Patience.Limit) && _sender.Join(Patience.Limit), "It does not end.");
        return (_received, _end);
    }

    /// <summary>Closes the connection, if the server has not ended it.</summary>
    public void Dispose() => _socket.Dispose();

    private void Read()
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            for (int count; (count = _socket.Receive(buffer, SocketFlags.None, out _end)) > 0;)
            {
                Interlocked.Add(ref _received, count);
            }
        }
        catch (ObjectDisposedException)
        {
            // A test that has failed ends so.
        }

        _socket.Dispose();
    }

    private void Send()
    {
        try
        {
            while (true)
            {
                _socket.Send("0123456789"u8);
                Thread.Sleep(5);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The stream has ended, in one way or the other: the reader knows which.
        }
    }
}

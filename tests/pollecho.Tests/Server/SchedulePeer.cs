using System.Net.Sockets;
using Pollecho.Text;

using Assert = Xunit.Assert;

namespace Pollecho.Tests.Server;

/// <summary>A peer that sends a stream known from its place alone, and checks each byte that it gets back. It never waits, but in <see cref="FinishAll"/>.</summary>
internal sealed class SchedulePeer : IDisposable
{
    private readonly Socket _socket;
    private readonly int _number;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private long _sent;
    private long _received;
    private bool _halfClosed;
    private bool _reset;

    public SchedulePeer(Socket connected, int number)
    {
        _socket = connected;
        _number = number;
        _socket.Blocking = false;
    }

    /// <summary>Sends as much of so many bytes as the socket takes.</summary>
    public void Send(int count)
    {
        for (int left = _halfClosed || _reset ? 0 : count; left > 0;)
        {
            int piece = Math.Min(left, _buffer.Length);
            for (int i = 0; i < piece; i++)
            {
                _buffer[i] = At(_sent + i);
            }

            int taken = _socket.Send(_buffer.AsSpan(0, piece), SocketFlags.None, out SocketError error);
            Assert.True(error is SocketError.Success or SocketError.WouldBlock, $"send: {error}");
            _sent += taken;
            left = taken == piece ? left - piece : 0;
        }
    }

    /// <summary>Receives what is there, so many bytes at most.</summary>
    /// <returns>Whether the stream goes on.</returns>
    public bool Read(int most)
    {
        if (_reset)
        {
            return false;
        }

        int count = _socket.Receive(_buffer.AsSpan(0, Math.Min(most, _buffer.Length)), SocketFlags.None, out SocketError error);
        Assert.True(error is SocketError.Success or SocketError.WouldBlock, $"receive: {error}");
        for (int i = 0; i < count; i++, _received++)
        {
            Assert.Equal(AsciiUpper.Upper(At(_received)), _buffer[i]);
        }

        Assert.True(_received <= _sent, "more came back than was sent");
        return count > 0 || error == SocketError.WouldBlock;
    }

    public void HalfClose()
    {
        if (!_halfClosed && !_reset)
        {
            _halfClosed = true;
            _socket.Shutdown(SocketShutdown.Send);
        }
    }

    public void Reset()
    {
        if (!_reset)
        {
            _reset = true;
            _socket.LingerState = new LingerOption(true, 0);
            _socket.Close();
        }
    }

    /// <summary>
    /// Half-closes, and has all of them receive to the end, each as it can: one may not be read before another has taken
    /// its replies. Sees that nothing is missing.
    /// </summary>
    public static void FinishAll(IEnumerable<SchedulePeer> peers)
    {
        List<SchedulePeer> unfinished = [.. peers.Where(peer => !peer._reset)];
        unfinished.ForEach(peer => peer.HalfClose());
        while (unfinished.Count > 0)
        {
            List<Socket> readable = [.. unfinished.Select(peer => peer._socket)];
            Socket.Select(readable, null, null, TimeSpan.FromSeconds(60));
            Assert.True(readable.Count > 0, string.Join(", ", unfinished.Select(peer => $"{peer._received} of {peer._sent} bytes came back, and no more")));
            foreach (SchedulePeer peer in unfinished.Where(peer => readable.Contains(peer._socket) && !peer.Read(peer._buffer.Length)).ToArray())
            {
                Assert.Equal(peer._sent, peer._received);
                unfinished.Remove(peer);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    // Every byte value, and no period that a buffer's size is a multiple of.
    private byte At(long place) => (byte)((place * 31) + (place / 251) + (_number * 7));
}

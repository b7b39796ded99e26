using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>Connections with small buffers of their own, so that the system's memory is not what runs out.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly Socket[] _sockets;
    private readonly CancellationTokenSource _stop = new();
    private Thread? _sender;

    public Crowd(int port, int size)
    {
        _sockets = [.. Enumerable.Range(0, size).Select(_ => Connect(port))];
    }

    /// <summary>Sends on every path until all are full: the systems' buffers grow with what is sent.</summary>
    public void FillUntil(Func<bool> full)
    {
        byte[] bytes = new byte[64 * 1024];
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                Array.ForEach(_sockets, socket => socket.Send(bytes, SocketFlags.None, out _));
                return full();
            },
            Patience.Limit));
    }

    /// <summary>A byte on one after the other, until the end; their replies are not read.</summary>
    public void BeginToSendBytes(int everyMilliseconds)
    {
        _sender = new Thread(() =>
        {
            for (int i = 0; !_stop.IsCancellationRequested; i = (i + 1) % _sockets.Length)
            {
                _sockets[i].Send("x"u8, SocketFlags.None, out _);
                Thread.Sleep(everyMilliseconds);
            }
        });
        _sender.Start();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _sender?.Join();
        Array.ForEach(_sockets, socket => socket.Dispose());
        _stop.Dispose();
    }

    private static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveBufferSize = 4096,
            SendBufferSize = 4096,
        };
        socket.Connect(IPAddress.Loopback, port);
        socket.Blocking = false;
        return socket;
    }
}

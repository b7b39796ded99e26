using System.Net;
using System.Net.Sockets;
using Pollecho.Compare.Models;

namespace Pollecho.Tests.Compare.Models;

/// <summary>A model of I/O that serves on the loopback until it is disposed of.</summary>
internal sealed class ModelServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ModelServer(string model)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        EndPoint = _listener.LocalEndPoint!;
        Ended = model switch
        {
            "async" => AsyncModel.Run(_listener, Counters),
            "blocking" => OwnThread.Run(() => BlockingModel.Run(_listener, Counters)),
            "io_uring" => OwnThread.Run(() => IoUringModel.Run(_listener, Counters)),
            "io_uring with few buffers" => OwnThread.Run(() => IoUringModel.Run(_listener, Counters, mostBuffers: ProvidedBuffers.Step)),
            _ => throw new ArgumentException(model),
        };
    }

    public ModelCounters Counters { get; } = new();

    /// <summary>Completes when it has ended.</summary>
    public Task Ended { get; }

    private EndPoint EndPoint { get; }

    public Socket Connect()
    {
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Patience.Limit.TotalMilliseconds };
        peer.Connect(EndPoint);
        return peer;
    }

    public void Dispose() => _listener.Dispose();
}

using System.Net;
using System.Net.Sockets;

namespace Pollecho.Tests.Client;

/// <summary>
/// A loopback address at which connects get no answer, as from behind a firewall: a listener whose queue is full. Linux
/// passes over what comes then; other systems refuse it, so that there the test is skipped.
/// </summary>
internal sealed class SilentAddress : IDisposable
{
    private readonly List<Socket> _sockets = [];

    public SilentAddress()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems refuse what a full queue has no room for");
        Socket listener = New();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        for (int i = 0; i < 8; i++)
        {
            Socket waiting = New();
            waiting.Blocking = false;
            Assert.Throws<SocketException>(() => waiting.Connect(EndPoint));
        }
    }

    public IPEndPoint EndPoint { get; }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private Socket New()
    {
        _sockets.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        return _sockets[^1];
    }
}

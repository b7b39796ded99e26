using System.Net;
using System.Net.Sockets;
using Pollecho.Sockets;

namespace Pollecho.Tests.Sockets;

public class SocketCallsTests
{
    [Fact]
    public void A_connection_that_is_reset_shows_it_at_the_peer()
    {
        using var listener = Listener.Open(new IPEndPoint(IPAddress.Loopback, 0), 1);
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = Patience.Milliseconds };
        peer.Connect(listener.LocalEndPoint!);
        Socket? accepted = null;
        Patience.Until(() => SocketCalls.Accept(listener, new SocketTuning { KeepAlive = TimeSpan.FromMinutes(1) }, out accepted) == SocketError.Success);
        Assert.Equal(60, (int)accepted!.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!);

        SocketCalls.Reset(accepted!);

        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => peer.Receive(new byte[1])).SocketErrorCode);
    }
}

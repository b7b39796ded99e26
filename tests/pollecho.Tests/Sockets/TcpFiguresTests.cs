using System.Net;
using System.Net.Sockets;
using Pollecho.Sockets;

namespace Pollecho.Tests.Sockets;

/// <summary>What TCP has measured on a connection.</summary>
public class TcpFiguresTests
{
    [Fact]
    public void That_a_unix_socket_has_none_says_nothing_of_TCP()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "this system may not report it");
        using var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        Assert.Null(SocketCalls.Figures(unix));
        Assert.NotNull(SocketCalls.Figures(tcp));
    }

    [Fact]
    public void A_connection_has_a_round_trip_time_and_one_that_is_not_begun_has_none()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = Patience.Milliseconds };
        peer.Connect(listener.LocalEndPoint!);
        using Socket accepted = listener.Accept();
        peer.Send("x"u8);
        accepted.Receive(new byte[1]);
        accepted.Send("x"u8);
        peer.Receive(new byte[1]);

        TcpFigures? figures = SocketCalls.Figures(peer);

        Assert.SkipWhen(figures is null, "this system does not report it");
        Assert.True(OperatingSystem.IsMacOS() || figures.Value.RoundTrip > TimeSpan.Zero);
        Assert.InRange(figures.Value.Retransmits, 0, 100);
        using var unconnected = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Null(SocketCalls.Figures(unconnected)?.RoundTrip);
    }
}

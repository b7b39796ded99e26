using System.Net;
using System.Net.Sockets;
using Pollecho.Sockets;

namespace Pollecho.Tests.Sockets;

public class ConnectCallsTests
{
    [Fact]
    public void A_connect_that_comes_to_itself_is_refused()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        try
        {
            socket.Connect(socket.LocalEndPoint!);
        }
        catch (SocketException e)
        {
            Assert.Skip($"a socket cannot connect to itself here: {e.SocketErrorCode}");
        }

        Assert.Equal(SocketError.ConnectionRefused, ConnectCalls.FinishConnect(socket));
    }

    [Fact]
    public void A_connection_comes_from_the_source_asked_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has all of 127.0.0.0/8 at once.");
        using var listener = Listener.Open(new IPEndPoint(IPAddress.Loopback, 0), 1);

        SocketError error = ConnectCalls.BeginConnect((IPEndPoint)listener.LocalEndPoint!, new SocketTuning(), out Socket? socket, IPAddress.Parse("127.0.0.5"));

        Assert.True(error is SocketError.Success or SocketError.WouldBlock, $"{error}");
        using (socket)
        {
            Assert.Equal("127.0.0.5", ((IPEndPoint)socket!.LocalEndPoint!).Address.ToString());
            byte[] option = new byte[sizeof(int)];

            // IP_BIND_ADDRESS_NO_PORT, of IPPROTO_IP.
            Assert.Equal(sizeof(int), socket.GetRawSocketOption(0, 24, option));
            Assert.Equal(1, BitConverter.ToInt32(option));
        }
    }

    [Fact]
    public void A_source_that_is_not_this_machines_is_an_error_of_the_connect()
    {
        SocketError error = ConnectCalls.BeginConnect(new IPEndPoint(IPAddress.Loopback, 1), new SocketTuning(), out Socket? socket, IPAddress.Parse("192.0.2.77"));

        Assert.Equal(SocketError.AddressNotAvailable, error);
        Assert.Null(socket);
    }
}

using System.Net;
using System.Net.Sockets;
using Pollecho.Sockets;

namespace Pollecho.Tests.Sockets;

/// <summary>What is set on connections, read from the system at both ends.</summary>
public class SocketTuningTests
{
    private static readonly SocketTuning Full = new()
    {
        NoDelay = false,
        ReceiveBuffer = 20_000,
        SendBuffer = 30_000,
        Dscp = SocketTuning.CanMark ? 46 : null,
        BusyPoll = SocketTuning.CanBusyPoll && Environment.IsPrivilegedProcess ? TimeSpan.FromMicroseconds(50) : null,
        KeepAlive = TimeSpan.FromSeconds(17),
    };


    /// <summary>Both families.</summary>
    public static TheoryData<IPAddress> Addresses => [IPAddress.Loopback, IPAddress.IPv6Loopback];

    [Theory]
    [MemberData(nameof(Addresses))]
    public void What_is_asked_for_holds_on_an_accepted_connection_and_on_an_opened_one(IPAddress address)
    {
        Assert.SkipWhen(Wine.IsHere, "Wine lets no accepted socket inherit its buffers");
        (Socket accepted, Socket opened) = Connect(address, Full, Full);
        using (accepted)
        using (opened)
        {
            // macOS rounds a buffer up to whole segments when the connection is open.
            int slack = OperatingSystem.IsMacOS() ? 1 << 16 : 0;
            foreach (Socket socket in new[] { accepted, opened })
            {
                Assert.False(socket.NoDelay);
                Assert.InRange(TuningCalls.ReceiveBuffer(socket), 20_000, 20_000 + slack);
                Assert.InRange(TuningCalls.SendBuffer(socket), 30_000, 30_000 + slack);
                Assert.Equal(Full.Dscp, Full.Dscp is null ? null : TuningCalls.Dscp(socket));
                Assert.Equal(TuningCalls.Microseconds(Full.BusyPoll), Full.BusyPoll is null ? null : TuningCalls.BusyPoll(socket));
                Assert.Equal(17, TuningCalls.KeepAlive(socket));
                Assert.Equal(4, (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval)!);
                Assert.False(socket.Blocking);
            }
        }
    }

    [Fact]
    public void What_is_not_asked_for_stays_as_the_system_has_it_but_for_Nagles_delay()
    {
        using var untouched = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        (Socket accepted, Socket opened) = Connect(IPAddress.Loopback, new SocketTuning(), new SocketTuning());
        using (accepted)
        using (opened)
        {
            foreach (Socket socket in new[] { accepted, opened })
            {
                Assert.True(socket.NoDelay);
                Assert.Equal(0, TuningCalls.KeepAlive(socket));
                Assert.Equal(SocketTuning.CanMark ? TuningCalls.Dscp(untouched) : 0, SocketTuning.CanMark ? TuningCalls.Dscp(socket) : 0);
                Assert.Equal(SocketTuning.CanBusyPoll ? TuningCalls.BusyPoll(untouched) : 0, SocketTuning.CanBusyPoll ? TuningCalls.BusyPoll(socket) : 0);
            }
        }
    }

    [Fact]
    public void A_listener_for_both_families_marks_packets_of_both()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux lets a socket of both families mark IPv4 packets");
        using Socket listener = Listener.Open(new IPEndPoint(IPAddress.IPv6Any, 0), 1, new SocketTuning { Dscp = 10 });

        Assert.Equal(10, TuningCalls.Dscp(listener));
        Span<byte> trafficClass = stackalloc byte[sizeof(int)];
        listener.GetRawSocketOption(41, 67, trafficClass);
        Assert.Equal(10 << 2, trafficClass[0]);
    }

    [Fact]
    public void An_option_that_takes_effect_is_no_fault() =>
        Assert.Null(TuningCheck.FirstFault(Full, option => SocketTuning.CanMark || option != TunedOption.Dscp, AddressFamily.InterNetwork));

    [Fact]
    public void A_buffer_that_the_system_cuts_is_a_fault_with_what_it_gave()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "has Linux's bounds");
        int most = int.Parse(File.ReadAllText("/proc/sys/net/core/rmem_max"), System.Globalization.CultureInfo.InvariantCulture);

        Assert.Null(Fault(most));
        Assert.Equal(new TuningFault(TunedOption.ReceiveBuffer, SocketError.Success, most + 1, most), Fault(most + 1));

        // The least is what a few packets take.
        Assert.InRange(Fault(1)!.Given, 2, 10_000);

        static TuningFault? Fault(int size) => TuningCheck.FirstFault(new SocketTuning { ReceiveBuffer = size }, _ => true, AddressFamily.InterNetwork);
    }

    [Fact]
    public void Only_what_was_asked_for_is_tried()
    {
        var tuning = new SocketTuning { ReceiveBuffer = 1, SendBuffer = 40_000 };

        Assert.Null(TuningCheck.FirstFault(tuning, option => option == TunedOption.SendBuffer, AddressFamily.InterNetwork));
    }

    private static (Socket Accepted, Socket Opened) Connect(IPAddress address, SocketTuning ofListener, SocketTuning ofOpened)
    {
        Socket listener;
        try
        {
            listener = Listener.Open(new IPEndPoint(address, 0), 1, ofListener);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            Assert.Skip($"There is no {address} here.");
            throw;
        }

        using (listener)
        {
            SocketError error = ConnectCalls.BeginConnect((IPEndPoint)listener.LocalEndPoint!, ofOpened, out Socket? opened);
            Assert.True(error is SocketError.Success or SocketError.WouldBlock, $"{error}");
            Socket? accepted = null;
            Patience.Until(() => SocketCalls.Accept(listener, ofListener, out accepted) == SocketError.Success);
            Patience.Until(() => ConnectCalls.FinishConnect(opened!) == SocketError.Success);
            return (accepted!, opened!);
        }
    }
}

using System.Buffers.Binary;
using System.Net.Sockets;

namespace Pollecho.Sockets;

/// <summary>
/// What TCP has measured on a connection, as each system reports it: TCP_INFO on Linux (tcp(7), linux/tcp.h),
/// TCP_CONNECTION_INFO on macOS (netinet/tcp.h), and SIO_TCP_INFO on Windows from 10 1703 on
/// (https://learn.microsoft.com/windows/win32/winsock/sio-tcp-info).
/// </summary>
internal static class TcpInfo
{
    private const int IPPROTO_TCP = 6;
    private const int LinuxTCP_INFO = 11;
    private const int MacTCP_CONNECTION_INFO = 0x106;
    private const int SIO_TCP_INFO = unchecked((int)0xD8000027);

    // struct tcp_info, as far as it goes since Linux 2.4.
    private const int LinuxLength = 104;
    private const int Linux_tcpi_rtt = 68;
    private const int Linux_tcpi_total_retrans = 100;

    // struct tcp_connection_info.
    private const int MacLength = 112;
    private const int Mac_tcpi_srtt = 44;
    private const int Mac_tcpi_txretransmitpackets = 104;

    // TCP_INFO_v0, which is asked for by its number.
    private const int WindowsLength = 88;
    private const int WindowsRttUs = 20;
    private const int WindowsFastRetrans = 72;
    private const int WindowsTimeoutEpisodes = 80;
    private const int WindowsSynRetrans = 84;
    private static readonly byte[] Version0 = new byte[sizeof(int)];

    private static volatile bool _isMissing;

    /// <summary>The figures; null if this system does not report them, or not of this socket. From any thread.</summary>
    public static TcpFigures? Read(Socket socket)
    {
        // Where the system does not know the question it is not asked again: each time would cost an exception.
        if (_isMissing)
        {
            return null;
        }

        try
        {
            TcpFigures? figures = OperatingSystem.IsLinux() ? ReadLinux(socket)
                : OperatingSystem.IsMacOS() ? ReadMac(socket)
                : OperatingSystem.IsWindows() ? ReadWindows(socket)
                : null;
            _isMissing = figures is null;
            return figures;
        }
        catch (SocketException e)
        {
            _isMissing = e.SocketErrorCode is SocketError.OperationNotSupported or SocketError.ProtocolOption;
            return null;
        }
    }

    private static TcpFigures? ReadLinux(Socket socket)
    {
        // Less comes back under qemu, which takes every option for a number.
        Span<byte> info = stackalloc byte[LinuxLength];
        return socket.GetRawSocketOption(IPPROTO_TCP, LinuxTCP_INFO, info) < LinuxLength ? null
            : new(Number(info, Linux_tcpi_total_retrans), Known(Number(info, Linux_tcpi_rtt)));
    }

    private static TcpFigures? ReadMac(Socket socket)
    {
        Span<byte> info = stackalloc byte[MacLength];
        return socket.GetRawSocketOption(IPPROTO_TCP, MacTCP_CONNECTION_INFO, info) < MacLength ? null
            : new(BinaryPrimitives.ReadInt64LittleEndian(info[Mac_tcpi_txretransmitpackets..]), Known(1000L * Number(info, Mac_tcpi_srtt)));
    }

    private static TcpFigures? ReadWindows(Socket socket)
    {
        byte[] info = new byte[WindowsLength];
        return socket.IOControl(SIO_TCP_INFO, Version0, info) < WindowsLength ? null
            : new(
                (long)Number(info, WindowsFastRetrans) + Number(info, WindowsTimeoutEpisodes) + info[WindowsSynRetrans],
                Known(Number(info, WindowsRttUs)));
    }

    // Every system that this is for is little-endian.
    private static uint Number(ReadOnlySpan<byte> info, int at) => BinaryPrimitives.ReadUInt32LittleEndian(info[at..]);

    private static TimeSpan? Known(long microseconds) => microseconds > 0 ? TimeSpan.FromMicroseconds(microseconds) : null;
}

using System.Net.Sockets;

namespace Pollecho.Sockets;

/// <summary>
/// The options of <see cref="SocketTuning"/>, each as the system has it: socket(7), ip(7), ipv6(7), tcp(7). Set and read
/// raw where the framework has no name for the option, or would alter its value. Each call throws a
/// <see cref="SocketException"/> where the system refuses.
/// </summary>
internal static class TuningCalls
{
    private const int IPPROTO_IP = 0;
    private const int IPPROTO_IPV6 = 41;
    private const int LinuxSO_BUSY_POLL = 46;
    private const int KeepAliveProbes = 5;

    /// <summary>The code point is the upper six bits of the field; the lower two are the congestion notification's (RFC 3168), and the system's.</summary>
    private const int DscpShift = 2;

    private static readonly int SOL_SOCKET = OperatingSystem.IsLinux() ? 1 : 0xffff;
    private static readonly int SO_RCVBUF = OperatingSystem.IsLinux() ? 8 : 0x1002;
    private static readonly int SO_SNDBUF = OperatingSystem.IsLinux() ? 7 : 0x1001;
    private static readonly int IP_TOS = OperatingSystem.IsLinux() ? 1 : 3;
    private static readonly int IPV6_TCLASS = OperatingSystem.IsLinux() ? 67 : 36;

    /// <summary>Linux keeps twice of what was set, for its own bookkeeping, and reports that (socket(7), SO_RCVBUF).</summary>
    private static readonly int ReportedTimes = OperatingSystem.IsLinux() ? 2 : 1;

    /// <summary>As the system takes it, rounded up; null stays null.</summary>
    public static int? Microseconds(TimeSpan? time) => time is null ? null : (int)Math.Ceiling(time.Value.TotalMicroseconds);

    /// <summary>As the systems take it, rounded up; null stays null.</summary>
    public static int? Seconds(TimeSpan? time) => time is null ? null : (int)Math.Ceiling(time.Value.TotalSeconds);

    /// <summary>Frees a connection of Nagle's delay: a reply must not wait for the peer's delayed acknowledgement (RFC 896). Unix sockets have none.</summary>
    /// <exception cref="SocketException">The connection is gone.</exception>
    public static void SendAtOnce(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            socket.NoDelay = true;
        }
    }

    /// <summary>Sets TCP_NODELAY: 1 for on, 0 for off.</summary>
    public static void SetNoDelay(Socket socket, int on) => socket.NoDelay = on != 0;

    /// <summary>Reads it back.</summary>
    public static int NoDelay(Socket socket) => socket.NoDelay ? 1 : 0;

    /// <summary>Sets SO_RCVBUF, in bytes.</summary>
    public static void SetReceiveBuffer(Socket socket, int bytes) => Set(socket, SOL_SOCKET, SO_RCVBUF, bytes);

    /// <summary>Reads it back, in bytes as it is set.</summary>
    public static int ReceiveBuffer(Socket socket) => Get(socket, SOL_SOCKET, SO_RCVBUF) / ReportedTimes;

    /// <summary>Sets SO_SNDBUF, in bytes.</summary>
    public static void SetSendBuffer(Socket socket, int bytes) => Set(socket, SOL_SOCKET, SO_SNDBUF, bytes);

    /// <summary>Reads it back, in bytes as it is set.</summary>
    public static int SendBuffer(Socket socket) => Get(socket, SOL_SOCKET, SO_SNDBUF) / ReportedTimes;

    /// <summary>Sets the code point by IPV6_TCLASS or IP_TOS, or by both on a socket for both families.</summary>
    public static void SetDscp(Socket socket, int codePoint)
    {
        if (socket.AddressFamily == AddressFamily.InterNetworkV6)
        {
            Set(socket, IPPROTO_IPV6, IPV6_TCLASS, codePoint << DscpShift);
        }

        if (HasIPv4(socket))
        {
            Set(socket, IPPROTO_IP, IP_TOS, codePoint << DscpShift);
        }
    }

    /// <summary>Reads it back.</summary>
    public static int Dscp(Socket socket) => (HasIPv4(socket) ? Get(socket, IPPROTO_IP, IP_TOS) : Get(socket, IPPROTO_IPV6, IPV6_TCLASS)) >> DscpShift;

    /// <summary>Sets SO_BUSY_POLL, in microseconds.</summary>
    public static void SetBusyPoll(Socket socket, int microseconds) => Set(socket, SOL_SOCKET, LinuxSO_BUSY_POLL, microseconds);

    /// <summary>Reads it back.</summary>
    public static int BusyPoll(Socket socket) => Get(socket, SOL_SOCKET, LinuxSO_BUSY_POLL);

    /// <summary>Sets SO_KEEPALIVE, the silence in seconds, and probes that come to the same time again; 0 leaves it off.</summary>
    public static void SetKeepAlive(Socket socket, int seconds)
    {
        if (seconds == 0)
        {
            return;
        }

        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (seconds + KeepAliveProbes - 1) / KeepAliveProbes);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ProtocolOption or SocketError.OperationNotSupported)
        {
            // Windows before 10 1709 does not let a program choose these times.
        }
    }

    /// <summary>Reads the silence back; 0 if it is off.</summary>
    public static int KeepAlive(Socket socket) => (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)! == 0
        ? 0
        : (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!;

    private static bool HasIPv4(Socket socket) => socket.AddressFamily != AddressFamily.InterNetworkV6 || socket.DualMode;

    private static void Set(Socket socket, int level, int name, int value) => socket.SetRawSocketOption(level, name, BitConverter.GetBytes(value));

    private static int Get(Socket socket, int level, int name)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        value.Clear();
        socket.GetRawSocketOption(level, name, value);
        return BitConverter.ToInt32(value);
    }
}

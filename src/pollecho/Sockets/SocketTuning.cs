using System.Net.Sockets;

namespace Pollecho.Sockets;

/// <summary>
/// What a server or a client sets on each of its TCP connections, so that a path can be reproduced. What is null stays as
/// the system has it, and costs no call. Whether the system takes it, <see cref="TuningCheck"/> finds out.
/// </summary>
internal sealed record SocketTuning
{
    /// <summary>Whether what is written goes out at once, not held back until the peer has acknowledged (Nagle's algorithm, RFC 896).</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>Bytes of the system's receive buffer, from 1; null for the system's own choice, which grows as needed.</summary>
    public int? ReceiveBuffer { get; init; }

    /// <summary>The same of its send buffer.</summary>
    public int? SendBuffer { get; init; }

    /// <summary>The differentiated services code point of what is sent, from 0 to 63 (RFC 2474). Not on Windows.</summary>
    public int? Dscp { get; init; }

    /// <summary>For how long the system may poll the network device in a receive, rounded up to microseconds. Only on Linux.</summary>
    public TimeSpan? BusyPoll { get; init; }

    /// <summary>
    /// After how much silence the system probes the peer's, in whole seconds, rounded up; null for never. It ends the
    /// connection if five probes, a fifth of that apart, get no answer: after twice that in all (RFC 9293, 3.8.4).
    /// </summary>
    public TimeSpan? KeepAlive { get; init; }

    /// <summary>Whether a program can choose the code point. Windows ignores IP_TOS: https://learn.microsoft.com/windows/win32/winsock/ipproto-ip-socket-options</summary>
    public static bool CanMark { get; } = !OperatingSystem.IsWindows();

    /// <summary>Whether the system has busy polling.</summary>
    public static bool CanBusyPoll { get; } = OperatingSystem.IsLinux();

    /// <summary>
    /// Sets on a listener what must hold before it listens. Buffers: the window scale, which follows from the receive
    /// buffer, is settled in the handshake, which the system does before any accept (RFC 7323, 2.2; tcp(7)). The code
    /// point: the system's part of the handshake bears the listener's. Accepted connections inherit the buffers on every
    /// system, and on Linux the busy polling, which no other has.
    /// </summary>
    /// <exception cref="SocketException">The system refuses one.</exception>
    public void SetOnListener(Socket listener) => SetBeforeHandshake(listener);

    /// <summary>Sets on an accepted connection what not every system has it inherit from the listener.</summary>
    /// <exception cref="SocketException">The connection is gone, or the system refuses one.</exception>
    public void SetOnAccepted(Socket connection)
    {
        // Also where it is inherited: by net.ipv4.tcp_reflect_tos Linux takes the peer's.
        Set(connection, Dscp, TuningCalls.SetDscp);
        SetAtAnyTime(connection);
    }

    /// <summary>Sets all of it on a socket that is about to connect: the first packet bears the window scale and the code point.</summary>
    /// <exception cref="SocketException">The system refuses one.</exception>
    public void SetOnOpening(Socket opening)
    {
        SetBeforeHandshake(opening);
        SetAtAnyTime(opening);
    }

    private static void Set(Socket socket, int? value, Action<Socket, int> set)
    {
        if (value is not null)
        {
            set(socket, value.Value);
        }
    }

    private void SetBeforeHandshake(Socket socket)
    {
        Set(socket, ReceiveBuffer, TuningCalls.SetReceiveBuffer);
        Set(socket, SendBuffer, TuningCalls.SetSendBuffer);
        Set(socket, Dscp, TuningCalls.SetDscp);
        Set(socket, TuningCalls.Microseconds(BusyPoll), TuningCalls.SetBusyPoll);
    }

    private void SetAtAnyTime(Socket socket)
    {
        // Off is what every system begins with.
        if (NoDelay)
        {
            TuningCalls.SendAtOnce(socket);
        }

        // A unix socket has no path to probe: a peer that is gone is noticed at once.
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            Set(socket, TuningCalls.Seconds(KeepAlive), TuningCalls.SetKeepAlive);
        }
    }
}

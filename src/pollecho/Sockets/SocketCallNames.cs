namespace Pollecho.Sockets;

/// <summary>
/// What the framework calls for a call of <see cref="SocketCalls"/> or <see cref="ConnectCalls"/> on this system, by the names
/// that strace, dtruss and the documentation of Winsock have for it.
/// </summary>
internal static class SocketCallNames
{
    private static readonly bool IsWindows = OperatingSystem.IsWindows();

    /// <summary>The look whether a connection waits; see <see cref="SocketCalls.Accept"/>.</summary>
    public static string Look { get; } = IsWindows ? "select" : "poll";

    /// <summary>The accept that follows a look.</summary>
    public static string Accept { get; } = OperatingSystem.IsLinux() ? "accept4" : "accept";

    /// <summary>A connect.</summary>
    public static string Connect { get; } = "connect";

    /// <summary>A receive: recv(2) is the same with no address asked for.</summary>
    public static string Receive { get; } = IsWindows ? "recv" : "recvfrom";

    /// <summary>A receive into an array: the framework goes another way for those.</summary>
    public static string ReceiveIntoArray { get; } = IsWindows ? "recv" : "recvmsg";

    /// <summary>A send.</summary>
    public static string Send { get; } = IsWindows ? "send" : "sendto";
}

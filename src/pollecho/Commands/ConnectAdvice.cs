using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>A server that could not be connected to, in one line: at which addresses, why, and what to do.</summary>
internal static class ConnectAdvice
{
    /// <summary>On Unix, ports below are for root only.</summary>
    internal const int LowestUnprivilegedPort = 1024;

    /// <summary>How many of the addresses an error names.</summary>
    private const int MostNamed = 3;

    /// <summary>Explains it.</summary>
    /// <param name="failures">Every address that was tried, one at least.</param>
    /// <param name="tryBind">The system's call, or a test's.</param>
    public static string Explain(IReadOnlyList<ConnectFailure> failures, Func<IPEndPoint, SocketError>? tryBind = null)
    {
        // Where a connection is refused there is a machine, so that is what to look into.
        ConnectFailure worst = failures.LastOrDefault(failure => failure.Error == SocketError.ConnectionRefused, failures[Math.Min(failures.Count, MostNamed) - 1]);
        ConnectFailure[] named = failures.Take(MostNamed).Contains(worst) ? [.. failures.Take(MostNamed)] : [.. failures.Take(MostNamed - 1), worst];
        int others = failures.Count - named.Length;
        string[] each = [.. named.Select(failure => $"{Place(failure)}: {SocketErrors.Describe(failure.Error)}"), .. others > 0 ? [Units.Count(others, "other")] : Array.Empty<string>()];
        return $"cannot connect to {string.Join(", nor to ", each)}; {For(worst.EndPoint, worst.Error, tryBind ?? Listener.TryBind)}";
    }

    private static string Place(ConnectFailure failure)
    {
        string address = AddressText.Of(failure.EndPoint);
        return failure.Server is null || failure.Server == address ? address : $"{failure.Server} at {address}";
    }

    /// <summary>What to do about an address that cannot be connected to.</summary>
    public static string For(EndPoint endPoint, SocketError error) => For(endPoint, error, Listener.TryBind);

    private static string For(EndPoint endPoint, SocketError error, Func<IPEndPoint, SocketError> tryBind) =>
        endPoint is IPEndPoint address ? For(address, error, tryBind) : ForPath(endPoint.ToString()!, error);

    private static string For(IPEndPoint endPoint, SocketError error, Func<IPEndPoint, SocketError> tryBind) => error switch
    {
        SocketError.ConnectionRefused => ForRefused(endPoint, tryBind),
        SocketError.TimedOut => "check the address, see whether a firewall drops what is sent there, or give it longer with --connect-timeout",
        SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse => ForNoSource(endPoint.Address, tryBind),
        SocketError.AccessDenied => "see whether a firewall or a security module of this machine forbids it",
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => ForNothingLeft(error),
        _ when endPoint.Address is { IsIPv6LinkLocal: true } => $"such an address is written with the interface, as {AddressText.ScopeForm}; see whether that is up",
        _ => "check the address, and the way there",
    };

    /// <summary>What to do about a unix socket that cannot be connected to.</summary>
    private static string ForPath(string path, SocketError error) => error switch
    {
        // The system has the same word for what is no socket.
        SocketError.ConnectionRefused when Directory.Exists(path) => "that is a directory; give the path of a socket in it",
        SocketError.ConnectionRefused when SocketFile.At(path) is { IsSocket: false } => "that file is not a socket; check the path",
        SocketError.ConnectionRefused => $"nobody listens there any more. Start a server: pollecho server --bind {ForShell(AddressText.UnixPrefix + path)}",
        SocketErrors.NoSuchFile => $"check the path, or start a server there: pollecho server --bind {ForShell(AddressText.UnixPrefix + path)}",
        SocketError.AccessDenied => "this user may not write to that socket, or not enter its directory; see who may (ls -ld)",
        SocketError.TimedOut => "too many wait there to be accepted; see what holds the server up, or give it longer with --connect-timeout",
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => ForNothingLeft(error),
        _ => "check the path",
    };

    private static string ForNothingLeft(SocketError error) => error == SocketError.TooManyOpenSockets ? "raise the limit (ulimit -n)"
        : "the system has no memory left for sockets; take fewer connections, or close other programs";

    /// <summary>A word of a command as a shell takes it, in quotes where it has to be.</summary>
    private static string ForShell(string word) =>
        word.All(letter => char.IsAsciiLetterOrDigit(letter) || "/.:_-+,@%".Contains(letter, StringComparison.Ordinal)) ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>
    /// A server to be started is advised only where it would run. Whether it would, an attempt to take the port shows:
    /// nothing is sent, and the port is free again at once.
    /// </summary>
    private static string ForRefused(IPEndPoint endPoint, Func<IPEndPoint, SocketError> tryBind)
    {
        IPEndPoint listening = endPoint.Address.Equals(IPAddress.Any) ? new(IPAddress.Loopback, endPoint.Port)
            : endPoint.Address.Equals(IPAddress.IPv6Any) ? new(IPAddress.IPv6Loopback, endPoint.Port)
            : endPoint;
        string bind = listening.Address.Equals(IPAddress.Loopback) ? "" : $" --bind {listening.Address}";
        string command = $"pollecho server --port {listening.Port}{bind}";
        return tryBind(listening) switch
        {
            SocketError.Success => $"is a server listening there? Start one: {command}",
            SocketError.AccessDenied when listening.Port < LowestUnprivilegedPort && !OperatingSystem.IsWindows() =>
                $"is a server listening there? Start one, as root for a port below {LowestUnprivilegedPort}: {command}",
            SocketError.AddressAlreadyInUse => "a program of this machine has that port, and takes no connections; see what it does",
            _ => "see whether the server runs there, and listens on that address and port",
        };
    }

    /// <summary>The system found nothing to connect from: each connection to one address takes a port of its own at this end.</summary>
    private static string ForNoSource(IPAddress server, Func<IPEndPoint, SocketError> tryBind)
    {
        // Without IPv6 the machine does not have ::1; with it, the ports have run out.
        if (IPAddress.IsLoopback(server) && tryBind(new IPEndPoint(server, 0)) == SocketError.AddressNotAvailable)
        {
            return $"this machine has no address {server}; take another one of the server's";
        }

        return "every port is taken, and one is kept for a while after its connection ended: take fewer connections, wait, or give the system more ports "
            + (OperatingSystem.IsWindows() ? "(netsh int ipv4 set dynamicport tcp)"
                : OperatingSystem.IsMacOS() ? "(sysctl net.inet.ip.portrange.first)"
                : "(sysctl net.ipv4.ip_local_port_range)");
    }
}

using System.Net.Sockets;

namespace Pollecho.Sockets;

/// <summary>The system's socket errors in words that are the same on every system.</summary>
internal static class SocketErrors
{
    /// <summary>The path of a unix socket names nothing (ENOENT), for which the framework's word is another error's.</summary>
    public const SocketError NoSuchFile = (SocketError)2;

    /// <summary>An error of a connection, open or opening, in a few words.</summary>
    /// <param name="error">The error.</param>
    /// <param name="success">What to say when there was none.</param>
    public static string Describe(SocketError error, string success = "success") => error switch
    {
        SocketError.Success => success,
        SocketError.WouldBlock => "would block",
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset => "connection reset by peer",
        SocketError.ConnectionAborted => "connection aborted",
        SocketError.NetworkReset => "connection dropped by the network",
        SocketError.Shutdown => "connection already shut down",
        SocketError.TimedOut => "timed out",
        SocketError.HostUnreachable or SocketError.HostDown => "host unreachable",
        SocketError.NetworkUnreachable or SocketError.NetworkDown => "network unreachable",
        SocketError.HostNotFound or SocketError.NoData => "host not found",
        SocketError.TryAgain => "host name could not be looked up now",

        // Windows reports the second where others report the first.
        SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse => "no source port or address left to connect from",
        SocketError.AccessDenied => "permission denied",
        SocketError.TooManyOpenSockets => "out of file handles",
        SocketError.NoBufferSpaceAvailable => "out of socket buffers",
        NoSuchFile => "no such file",
        SocketError.ProtocolType => "a socket of another kind",
        SocketError.NotSocket => "not a socket",
        SocketError.SocketError => "unknown system error",
        _ => InWords(error),
    };

    /// <summary>An error in opening a listener, in a few words.</summary>
    public static string DescribeListen(SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse => "address already in use",
        NoSuchFile => "no such directory",
        SocketError.NotSocket => "something that is not a socket has that name",
        SocketError.AddressNotAvailable => "address is not one of this machine's",
        _ => Describe(error),
    };

    /// <summary>The name of the error in words: "address family not supported" for AddressFamilyNotSupported.</summary>
    private static string InWords(SocketError error) => Enum.IsDefined(error)
        ? string.Concat(error.ToString().Select((letter, i) => char.IsAsciiLetterUpper(letter) ? $"{(i > 0 ? " " : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"))
        : $"system error {(int)error}";
}

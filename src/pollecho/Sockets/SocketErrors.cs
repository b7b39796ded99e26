using System.Net.Sockets;

namespace Pollecho.Sockets;

/// <summary>The system's socket errors in words that are the same on every system.</summary>
internal static class SocketErrors
{
    /// <summary>An error in a few words.</summary>
    /// <param name="error">The error.</param>
    /// <param name="success">What to say when there was none.</param>
    public static string Describe(SocketError error, string success = "success") => error switch
    {
        SocketError.Success => success,
        SocketError.WouldBlock => "would block",
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset => "connection reset by peer",
        SocketError.ConnectionAborted => "connection aborted",
        SocketError.Shutdown => "connection already shut down",
        SocketError.TimedOut => "timed out",
        SocketError.HostUnreachable or SocketError.HostDown => "host unreachable",
        SocketError.NetworkUnreachable or SocketError.NetworkDown => "network unreachable",
        SocketError.HostNotFound or SocketError.NoData => "host not found",
        SocketError.TryAgain => "host name could not be looked up now",
        SocketError.AddressAlreadyInUse => "address already in use",
        SocketError.AddressNotAvailable => "address is not one of this machine's",
        SocketError.AddressFamilyNotSupported => "address family not supported",
        SocketError.AccessDenied => "permission denied",
        SocketError.TooManyOpenSockets => "out of file handles",
        SocketError.NoBufferSpaceAvailable => "out of socket buffers",
        _ => error.ToString(),
    };
}

using System.Net.Sockets;
using Pollecho.Sockets;

namespace Pollecho.Output.Server;

/// <summary>What the server has to say besides its reports: what happens, why, and what to do.</summary>
internal static class ServerNotices
{
    /// <summary>No connection can be accepted now.</summary>
    /// <param name="error">Why.</param>
    public static string AcceptPutOff(SocketError error) => $"cannot accept now: {SocketErrors.Describe(error)}; " + error switch
    {
        SocketError.TooManyOpenSockets =>
            "new connections wait until others close. Raise the limit (ulimit -n), or give a lower --max-connections",
        SocketError.NoBufferSpaceAvailable =>
            "new connections wait. The system, or the container's limit, leaves no memory for more: raise it, or give a lower --max-connections",
        SocketError.AccessDenied =>
            "new connections wait, and it is tried again. Something on this system forbids it: look at its firewall and its security modules",
        _ => "new connections wait, and it is tried again. See what the system's log says of it",
    };
}

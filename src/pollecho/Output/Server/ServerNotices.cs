using System.Net.Sockets;
using System.Text;
using Pollecho.Sockets;

namespace Pollecho.Output.Server;

/// <summary>The server's notices: what happens, why, and what to do.</summary>
internal static class ServerNotices
{
    /// <summary>The most bytes shown of a name that the environment gives.</summary>
    private const int LongestName = 200;

    /// <summary>No connection can be accepted now.</summary>
    /// <param name="error">Why.</param>
    public static string AcceptPutOff(SocketError error) => $"cannot accept now: {SocketErrors.Describe(error)}; " + error switch
    {
        SocketError.TooManyOpenSockets =>
            "new connections wait until others close. Raise the limit (ulimit -n), or give a lower --max-connections",
        SocketError.NoBufferSpaceAvailable =>
            "new connections wait. The system, or the container's limit, leaves no memory for more: raise it, or give a lower --max-connections",
        SocketError.AccessDenied =>
            "new connections wait until a retry succeeds. Something on this system forbids it: check its firewall and security modules",
        _ => "new connections wait until a retry succeeds. Check the system's log",
    };

    /// <summary>The way of waiting has to do without the system's best call.</summary>
    /// <param name="wait">What the way of waiting is called.</param>
    /// <param name="refused">What it would rather block in.</param>
    /// <param name="used">What it blocks in.</param>
    public static string Refused(string wait, string refused, string used) =>
        $"this system refuses {refused}, so {wait} blocks in {used}, where every wait costs time in proportion to all connections. "
        + "Check the system's security software";

    /// <summary>The service manager does not learn that the server is ready.</summary>
    /// <param name="name">Its socket.</param>
    /// <param name="error">Why.</param>
    public static string NotReported(string name, SocketError error) =>
        $"cannot report to the service manager at {Escape.Quote(Encoding.UTF8.GetBytes(name), LongestName)}: {(error == SocketError.AddressNotAvailable ? "no such socket" : SocketErrors.Describe(error))}; serving all the same. Check NOTIFY_SOCKET, or unset it";
}

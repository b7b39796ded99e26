using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>Finds the server, and explains what went wrong if it cannot be found.</summary>
internal static class ServerLookup
{
    /// <summary>Looks the name up, and takes of several addresses the first that answers, with the connection.</summary>
    /// <param name="server">The server.</param>
    /// <param name="options">How long to wait, what to set on connections, and whether one that fails is opened again.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="CommandException">The name has no address, or the wait ended before it was found or a connection was open.</exception>
    public static ServerTarget Reach(ServerAddress server, RunOptions options, CancellationToken stop)
    {
        IPEndPoint[] endPoints = Resolve(server, options.ConnectTimeout, stop);
        try
        {
            return ServerTarget.Choose(server, endPoints, options.ConnectTimeout, options.Tuning, options.Reconnect, stop);
        }
        catch (OperationCanceledException)
        {
            throw new CommandException($"stopped before a connection to {server} was open");
        }
    }

    /// <summary>Looks the name up.</summary>
    /// <param name="server">The server.</param>
    /// <param name="timeout">How long to wait for the answer.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="resolve">The system's call, or a test's.</param>
    /// <exception cref="CommandException">The name has no address, or the wait ended before it was found.</exception>
    internal static IPEndPoint[] Resolve(ServerAddress server, TimeSpan timeout, CancellationToken stop, Func<string, IPAddress[]>? resolve = null)
    {
        try
        {
            IPEndPoint[] endPoints = server.Resolve(timeout, stop, resolve);
            return endPoints.Length > 0 ? endPoints : throw NotFound("it has no address; check the name");
        }
        catch (TimeoutException)
        {
            throw NotFound($"no answer within {Units.Duration(timeout)}; see whether the name server runs, or give it longer with --connect-timeout");
        }
        catch (OperationCanceledException)
        {
            throw new CommandException($"stopped before the host '{server.Host}' was found");
        }
        catch (SocketException e)
        {
            string advice = e.SocketErrorCode == SocketError.TryAgain ? "see whether the name server runs" : "check the name";
            throw NotFound($"{SocketErrors.Describe(e.SocketErrorCode)}; {advice}");
        }

        CommandException NotFound(string why) => new($"cannot find the host '{server.Host}': {why}");
    }
}

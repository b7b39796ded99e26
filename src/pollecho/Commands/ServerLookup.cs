using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Platform;
using Pollecho.Sockets;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>Finds the server, and explains what went wrong if it cannot be found.</summary>
internal static class ServerLookup
{
    /// <summary>Looks for all servers at once.</summary>
    /// <param name="servers">The servers, one at least.</param>
    /// <param name="options">How long to wait, what to set on connections, and whether one that fails is opened again.</param>
    /// <param name="takesAll">Whether each address of a name is a server of its own.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="resolve">The system's call, or a test's.</param>
    /// <exception cref="CommandException">One has no address, or the wait ended before it was found or a connection was open.</exception>
    public static IReadOnlyList<ServerTarget> Reach(
        IReadOnlyList<ServerAddress> servers, RunOptions options, bool takesAll, CancellationToken stop, Func<string, IPAddress[]>? resolve = null)
    {
        CheckSources(options.Sources);
        var found = new ServerTarget[servers.Count][];
        ThreadGroup.Run(servers.Count, (i, stopAll) => found[i] = Reach(i, stopAll), stop);

        // Of two names an address may be the same.
        ServerTarget[] all = [.. found.SelectMany(targets => targets)];
        return takesAll ? [.. all.DistinctBy(target => target.Current)] : all;

        ServerTarget[] Reach(int i, CancellationToken stopAll)
        {
            EndPoint[] endPoints = Resolve(servers[i], options.ConnectTimeout, stopAll, resolve);

            // A name server may give them in another order each time, and all clients of one load are to have the same.
            return takesAll ? [.. endPoints.OrderBy(AddressText.Of, StringComparer.Ordinal).Select(endPoint => new ServerTarget([endPoint]))] : [Choose(servers[i], endPoints, options, stopAll)];
        }
    }

    /// <summary>Takes of several addresses the first that answers, with the connection.</summary>
    private static ServerTarget Choose(ServerAddress server, EndPoint[] endPoints, RunOptions options, CancellationToken stop)
    {
        try
        {
            return ServerTarget.Choose(server, endPoints, options.ConnectTimeout, options.Tuning, options.Reconnect, stop, options.SourceOf(0));
        }
        catch (OperationCanceledException)
        {
            throw new CommandException($"stopped before a connection to {server} was open");
        }
    }

    /// <summary>Checks that connections can come from these addresses.</summary>
    /// <exception cref="CommandException">One is not this machine's.</exception>
    private static void CheckSources(IReadOnlyList<IPAddress> sources)
    {
        foreach (IPAddress source in sources)
        {
            SocketError error = Listener.TryBind(new IPEndPoint(source, 0));
            if (error != SocketError.Success)
            {
                string advice = OperatingSystem.IsWindows() ? "ipconfig" : OperatingSystem.IsMacOS() ? "ifconfig" : "ip address";
                throw new CommandException($"cannot connect from --source {source}: {SocketErrors.DescribeListen(error)}; see which it has ({advice})");
            }
        }
    }

    /// <summary>Looks the name up.</summary>
    /// <param name="server">The server.</param>
    /// <param name="timeout">How long to wait for the answer.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="resolve">The system's call, or a test's.</param>
    /// <exception cref="CommandException">The name has no address, or the wait ended before it was found.</exception>
    internal static EndPoint[] Resolve(ServerAddress server, TimeSpan timeout, CancellationToken stop, Func<string, IPAddress[]>? resolve = null)
    {
        try
        {
            EndPoint[] endPoints = server.Resolve(timeout, stop, resolve);
            return endPoints.Length > 0 ? endPoints : throw NotFound(server.Family is { } family
                ? $"it has no {ClientAddressOptions.Name(family)} address; leave out what asks for one (-4, -6, --source), or check the name"
                : "it has no address; check the name");
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

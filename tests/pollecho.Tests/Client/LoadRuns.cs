using System.Net;
using Pollecho.Client;
using Pollecho.Waiting;

namespace Pollecho.Tests.Client;

/// <summary>Whole runs of the client, for the tests of what they find.</summary>
internal static class LoadRuns
{
    /// <summary>Bytes in a message, unless a test asks for others.</summary>
    public const int Size = 64;

    /// <summary>Runs the client against a server that does <paramref name="serve"/> with each connection.</summary>
    public static LoadResult RunFaulty(
        Action<FaultyServer.Connection> serve, Func<LoadOptions, LoadOptions> change, CancellationToken? stop = null)
    {
        using var server = new FaultyServer(Size, serve);
        return Run(server.EndPoint, change, stop: stop);
    }

    /// <summary>Runs the client against a server.</summary>
    public static LoadResult Run(
        IPEndPoint endPoint, Func<LoadOptions, LoadOptions> change, int size = Size, string strategy = "adaptive", CancellationToken? stop = null)
    {
        var options = new LoadOptions(endPoint, new UniquePayload(size, Expect.Upper), () => WaitStrategies.Find(strategy)!.Create(null));
        using var run = new LoadRun(change(options));
        return run.Run(stop ?? TestContext.Current.CancellationToken);
    }
}

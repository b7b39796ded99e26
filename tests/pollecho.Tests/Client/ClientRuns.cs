using System.Net;
using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Tests.Waiting;

namespace Pollecho.Tests.Client;

/// <summary>Whole runs of the client, for the tests of what they find.</summary>
internal static class ClientRuns
{
    /// <summary>Bytes in a message, unless a test asks for others.</summary>
    public const int Size = 64;

    /// <summary>Runs the client against a server that does <paramref name="serve"/> with each connection.</summary>
    public static RunResult RunFaulty(
        Action<FaultyServer.Connection> serve, Func<RunOptions, RunOptions> change, CancellationToken? stop = null)
    {
        using var server = new FaultyServer(Size, serve);
        return Run(server.EndPoint, change, stop: stop);
    }

    /// <summary>Runs the client against a server.</summary>
    public static RunResult Run(
        EndPoint endPoint, Func<RunOptions, RunOptions> change, int size = Size, string strategy = "adaptive", CancellationToken? stop = null)
    {
        var options = new RunOptions(endPoint, new UniquePayload(size, Expect.Upper), Ways.Of(strategy));
        using var run = new ClientRun(change(options));
        return run.Run(stop ?? TestContext.Current.CancellationToken);
    }
}

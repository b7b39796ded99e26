using System.CommandLine;
using Pollecho.Platform;
using Pollecho.Server;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>The server's options for its limits.</summary>
internal sealed class ServerLimitOptions
{
    /// <summary>More would be no limit: a loop always has one such buffer, and each connection may get one.</summary>
    private const string LargestBuffer = "64MiB";

    private static readonly ServerLimits Defaults = new();

    private readonly Option<long?> _maxConnections = Parsers.Count(
        "--max-connections", [], "The most connections at a time; further ones are closed at once [default: what the file handles allow]");

    private readonly Option<int?> _maxBuffer = Parsers.Size(
        "--max-buffer",
        [],
        $"The most bytes received from a connection at once and kept for it; a peer that does not take its replies is not read [default: {Units.Option(Defaults.MaxBuffer)}]",
        LargestBuffer);

    private readonly Option<TimeSpan?> _idleTimeout = Parsers.Duration(
        "--idle-timeout", [], "Close a connection that sends nothing for this long [default: never]");

    private readonly Option<TimeSpan?> _sendTimeout = Parsers.Duration(
        "--send-timeout", [], $"Close a connection that takes nothing of its reply for this long [default: {Units.Option(Defaults.SendTimeout)}]");

    private readonly Option<TimeSpan?> _drain = Parsers.Duration(
        "--drain", [], $"How long a stop may take to answer what was received [default: {Units.Option(Defaults.Drain)}]", zeroAllowed: true);

    /// <summary>Adds them to the command.</summary>
    public void AddTo(DocumentedCommand command) => command.Add(OptionGroups.Limits, _maxConnections, _maxBuffer, _idleTimeout, _sendTimeout, _drain);

    /// <summary>What was asked for.</summary>
    public ServerLimits Read(ParseResult result, int threads)
    {
        long maxConnections = result.GetValue(_maxConnections) ?? Math.Max(1, ConnectionRoom.Within(FileHandles.Limit, threads));
        return new ServerLimits
        {
            MaxConnections = (int)Math.Min(maxConnections, int.MaxValue),
            MaxBuffer = result.GetValue(_maxBuffer) ?? Defaults.MaxBuffer,
            IdleTimeout = result.GetValue(_idleTimeout),
            SendTimeout = result.GetValue(_sendTimeout) ?? Defaults.SendTimeout,
            Drain = result.GetValue(_drain) ?? Defaults.Drain,
        };
    }
}

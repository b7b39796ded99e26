using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Platform;
using Pollecho.Sweep;
using Pollecho.Text;
using Pollecho.Waiting;

namespace Pollecho.Commands;

/// <summary>The client's options on the command line, and the run they ask for.</summary>
internal sealed class ClientOptions
{
    /// <summary>The most messages that wait for replies from each server, of a client that works like ping: as many as are due in five seconds if one is each half millisecond.</summary>
    internal const int MostOfPing = 10_000;

    /// <summary>The server before its name is looked up, which is done last: it takes time.</summary>
    private static readonly IPEndPoint NotLookedUp = new(IPAddress.None, 0);

    private static readonly TimeSpan PingInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Help is made from it, and what is asked for is put in its place.</summary>
    private static readonly RunOptions Defaults = RunOptions.Usual;

    private readonly Argument<ServerAddress[]> _servers = ServerArgument.Create();
    private readonly ClientAddressOptions _addresses = new();
    private readonly Option<int?> _port = AddressParsers.Port($"The port of every server given without one [default: {ServerAddress.DefaultPort}]", lowest: 1);
    private readonly Option<long?> _count = Parsers.Count("--count", ["-n"], "Messages to send in all [default: unlimited]");
    private readonly Option<TimeSpan?> _duration = Parsers.Duration("--duration", ["-d"], "How long to send [default: unlimited]");
    private readonly Option<long?> _connections = Parsers.Count("--connections", ["-c"], $"Connections [default: {Defaults.Connections} to each server]");
    private readonly Option<long?> _rate = Parsers.Count("--rate", ["-q"], "Open loop: messages a second in all, sent when due whatever the server does");
    private readonly Option<bool> _noCatchup = new("--no-catchup") { Description = "Open loop: skip messages that could not be sent when due, and count them" };
    private readonly Option<long?> _pipeline = Parsers.Count("--pipeline", ["-P"], $"Messages under way on each connection [default: {Defaults.Pipeline}]");
    private readonly Option<long?> _messagesPerConnection = Parsers.Count("--messages-per-connection", [], "Messages on each connection, which is then closed and opened again: what connections cost [default: unlimited]");
    private readonly Option<string?> _close = Parsers.Word(
        "--close", "How such a connection is closed: fin, which keeps its port for a while, or reset", Defaults.Close.Word(), ConnectionCloses.Words);

    private readonly PayloadOptions _payload = new();
    private readonly Option<TimeSpan?> _interval = Parsers.Duration("--interval", ["-i"], $"From one message of a connection to the next [default: {Units.Option(PingInterval)}, none under load]", zeroAllowed: true);
    private readonly Option<TimeSpan?> _warmup = Parsers.Duration("--warmup", ["-w"], $"Send for this long before measuring starts [default: {Units.Option(Defaults.Warmup)}]", zeroAllowed: true);
    private readonly ShareOptions _shares = new();
    private readonly Option<int?> _threads = LoopParsers.Threads($"Threads, connections divided among them [default: {Defaults.Threads}]");
    private readonly Option<WaitSpec> _wait = LoopParsers.Wait();
    private readonly Option<bool> _reconnect = new("--reconnect") { Description = "Reopen a failed connection; with --count alone, give up when none was open for --connect-timeout" };
    private readonly Option<TimeSpan?> _timeout = Parsers.Duration("--timeout", [], $"How long to wait for a reply [default: {Units.Option(Defaults.Timeout)}]");
    private readonly Option<TimeSpan?> _connectTimeout = Parsers.Duration("--connect-timeout", [], $"How long to wait for a connection, and before it for the look-up of a name [default: {Units.Option(Defaults.ConnectTimeout)}]");
    private readonly SocketTuningOptions _tuning = new(Defaults.Tuning);

    /// <summary>Adds them to the command, with the checks of what goes together.</summary>
    public void AddTo(DocumentedCommand command)
    {
        command.Add(_servers);
        command.Add(OptionGroups.Load, _count, _duration, _warmup, _connections, _pipeline, _interval, _rate, _noCatchup);
        _shares.AddTo(command);
        _payload.AddTo(command);
        command.Add(OptionGroups.Messages, _timeout);
        command.Add(OptionGroups.Connections, _port);
        _addresses.AddTo(command);
        command.Add(OptionGroups.Connections, _connectTimeout, _reconnect, _messagesPerConnection, _close);
        command.Add(OptionGroups.Loop, _wait, _threads);
        _tuning.AddTo(command);
    }

    /// <summary>Adds those to the command with which many loads are driven one after another.</summary>
    /// <param name="command">The command.</param>
    /// <param name="defaults">What each does if nothing else is asked for.</param>
    public void AddLoadsTo(DocumentedCommand command, RunOptions defaults)
    {
        _duration.Description = $"How long each step sends, from {SweepPlan.ShortestStep} [default: {Units.Option(defaults.Duration!.Value)}]";
        _warmup.Description = $"How long it sends before measuring starts [default: {Units.Option(defaults.Warmup)}]";
        _connections.Description = $"Connections [default: {defaults.Connections}]";
        _pipeline.Description = $"The most messages under way on each connection; the default lets each be sent when it is due, with 1 a connection waits for each reply [default: {defaults.Pipeline}, fewer of large ones]";
        command.Add(_servers);
        command.Add(OptionGroups.Load, _duration, _warmup, _connections, _pipeline);
        _payload.AddLoadsTo(command, defaults.Payload);
        command.Add(OptionGroups.Messages, _timeout);
        command.Add(OptionGroups.Connections, _port);
        _addresses.AddTo(command);
        command.Add(OptionGroups.Connections, _connectTimeout);
        command.Add(OptionGroups.Loop, _wait, _threads);
        _tuning.AddTo(command);
    }

    /// <summary>
    /// Whether it is a load that is asked for: more than one connection, message under way or thread, a
    /// rate, a warm-up, a number of messages for each connection, or a part in what several clients do. Else the client works
    /// like ping, with a connection to each server; a duration only ends it, as a count does.
    /// </summary>
    public bool IsLoad(ParseResult result) =>
        result.GetValue(_connections) > 1 || result.GetValue(_pipeline) > 1
        || result.GetValue(_rate) is not null || result.GetValue(_warmup) > TimeSpan.Zero || result.GetValue(_messagesPerConnection) is not null || result.GetValue(_threads) > 1
        || _shares.AreGiven(result);

    /// <summary>The servers, each with its port; one at least.</summary>
    /// <exception cref="CommandException">Options contradict one another, or a server is given twice.</exception>
    public IReadOnlyList<ServerAddress> Servers(ParseResult result)
    {
        CheckTogether(result);
        ServerAddress[] given = result.GetValue(_servers) ?? [];
        if (given.Any(server => server.Unix is not null))
        {
            UnixPath.Refuse(result, [_port, .. _addresses.All, .. _tuning.All]);
        }

        ServerAddress[] servers = [.. given.DefaultIfEmpty().Select(server => server is { Unix: not null } ? server : WithPort(_addresses.Choose(result, server)))];
        ServerAddress? twice = servers.Where((server, i) => servers.Take(i).Any(server.IsSameAs)).FirstOrDefault();
        return twice is null ? servers : throw CommandException.Usage($"the server {twice} is given twice; give each once");

        ServerAddress WithPort(ServerAddress server) => server with { Port = server.Port ?? result.GetValue(_port) ?? ServerAddress.DefaultPort };
    }

    /// <summary>Finds the servers.</summary>
    /// <exception cref="CommandException">One cannot be found.</exception>
    public IReadOnlyList<ServerTarget> Reach(ParseResult result, IReadOnlyList<ServerAddress> servers, RunOptions options, CancellationToken stop) =>
        ServerLookup.Reach(servers, options, _addresses.TakesAll(result), stop);

    /// <summary>What the client is to do; its servers are not looked up yet.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="servers">How many there are at least.</param>
    /// <param name="load">What a load does if nothing else is asked for, where it is one whatever is asked for; else null.</param>
    /// <exception cref="CommandException">The message file cannot be used, too much would be under way, or there is no room for the connections.</exception>
    public RunOptions Bind(ParseResult result, int servers = 1, RunOptions? load = null)
    {
        RunOptions defaults = load ?? Defaults;
        bool isLoad = load is not null || IsLoad(result);
        Payload payload = _payload.Read(result, isLoad);
        TimeSpan interval = result.GetValue(_interval) ?? (isLoad ? defaults.Interval : PingInterval);
        bool isPaced = !isLoad && interval > TimeSpan.Zero && result.GetValue(_pipeline) is null;
        int fitting = Math.Min(isPaced ? MostOfPing : defaults.Pipeline, Math.Max(1, PayloadOptions.MostBytesInFlight / payload.Size));
        int pipeline = (int)Math.Min(result.GetValue(_pipeline) ?? fitting, int.MaxValue);
        if ((long)pipeline * payload.Size > PayloadOptions.MostBytesInFlight)
        {
            throw CommandException.Usage($"--pipeline {pipeline} of {Units.Bytes(payload.Size)} is over {PayloadOptions.MostInFlight} on each connection; take a smaller one");
        }

        WaitSpec wait = result.GetValue(_wait) ?? defaults.Wait;
        var options = new RunOptions(NotLookedUp, payload, wait)
        {
            Sources = _addresses.Sources(result),
            Count = result.GetValue(_count),
            Duration = result.GetValue(_duration) ?? defaults.Duration,
            Warmup = result.GetValue(_warmup) ?? defaults.Warmup,
            Rate = result.GetValue(_rate),
            CatchUp = !result.GetValue(_noCatchup),
            Pipeline = pipeline,
            MessagesPerConnection = result.GetValue(_messagesPerConnection),
            Close = ConnectionCloses.Read(result.GetValue(_close)) ?? defaults.Close,
            Interval = interval,
            IsPaced = isPaced,
            Tuning = _tuning.Read(result),
            Reconnect = result.GetValue(_reconnect),
            Timeout = result.GetValue(_timeout) ?? defaults.Timeout,
            ConnectTimeout = result.GetValue(_connectTimeout) ?? defaults.ConnectTimeout,
        };
        return DealOut(result, options, servers, load);
    }

    /// <summary>The same with its connections and threads, for the given number of servers.</summary>
    /// <exception cref="CommandException">A server would have no connection, a client nothing to do, or there is no room for the connections.</exception>
    public RunOptions DealOut(ParseResult result, RunOptions options, int servers, RunOptions? load = null)
    {
        long connections = result.GetValue(_connections) ?? (load is null ? Defaults.Connections * servers : Math.Max(load.Connections, servers));
        if (connections < servers)
        {
            throw CommandException.Usage($"--connections {connections} is too few for {servers} servers, of which each has one at least; give {servers} or more, or leave it out");
        }

        RunShare share = _shares.Share(result, connections);
        int threads = (int)Math.Min(result.GetValue(_threads) ?? (load ?? Defaults).Threads, connections / share.Count);
        CheckRoom(((connections - share.Index - 1) / share.Count) + 1, threads, options.Wait, FileHandles.Limit, share.Count);
        return _shares.Add(result, options with { Share = share, Connections = (int)connections, Threads = threads });
    }

    /// <summary>Sees that the system takes what is to be set on connections, of every family that it has: which the server is of is not known yet.</summary>
    /// <exception cref="CommandException">An option did not take effect.</exception>
    public void CheckTuning(ParseResult result, RunOptions options)
    {
        AddressFamily[] families =
        [
            .. Socket.OSSupportsIPv4 ? [AddressFamily.InterNetwork] : (AddressFamily[])[],
            .. Socket.OSSupportsIPv6 ? [AddressFamily.InterNetworkV6] : (AddressFamily[])[],
        ];
        _tuning.Check(result, options.Tuning, families);
    }

    /// <summary>
    /// Checks that the process may have this many connections, and that each loop can wait for its share of them; what would fit is
    /// that of as many clients.
    /// </summary>
    /// <exception cref="CommandException">It may not, or cannot.</exception>
    internal static void CheckRoom(long connections, int threads, WaitSpec wait, long? limit, int clients = 1)
    {
        ConnectionRoom.Check(connections, limit, threads, room => $"--connections {room * clients} would fit");
        long capacity = (long)wait.Capacity * threads;
        if (connections > capacity)
        {
            throw CommandException.Usage(
                $"{Units.Count(connections)} connections are too many: with --wait {wait.Name} a thread has {Units.Count(wait.Capacity)} at most; "
                + $"--threads {((connections - 1) / wait.Capacity) + 1} or --connections {capacity * clients} would fit");
        }
    }

    /// <summary>Checks what goes together.</summary>
    /// <exception cref="CommandException">Options contradict one another.</exception>
    private void CheckTogether(ParseResult result)
    {
        ServerAddress[] servers = result.GetValue(_servers) ?? [];
        if (result.GetValue(_port) is { } port && Array.TrueForAll(servers, server => server.Port is not null)
            && Array.Find(servers, server => server.Port != port) is { } other)
        {
            throw CommandException.Usage($"the port is given twice, {other.Port} and --port {port}; give one");
        }

        _payload.Check(result);
        ExclusiveOptions.Check(result, _rate, _interval);
        if (result.GetValue(_rate) is not null && result.GetValue(_messagesPerConnection) is not null)
        {
            throw CommandException.Usage("--rate and --messages-per-connection exclude one another: connections follow one another as fast as they may; give one");
        }

        if (result.GetResult(_close) is { Implicit: false } && result.GetValue(_messagesPerConnection) is null)
        {
            throw CommandException.Usage("--close goes with --messages-per-connection; give that, or leave it out");
        }

        if (result.GetValue(_noCatchup) && result.GetValue(_rate) is null)
        {
            throw CommandException.Usage("--no-catchup goes with --rate; give a rate, or leave it out");
        }
    }
}

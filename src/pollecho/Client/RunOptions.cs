using System.Net;
using Pollecho.Sockets;
using Pollecho.Tracing;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>What the client is to do.</summary>
/// <param name="EndPoint">The server, for reports: of a name with several addresses the one that answered; of several servers the first.</param>
/// <param name="Payload">What to send.</param>
/// <param name="Wait">How each thread's loop waits.</param>
internal sealed record RunOptions(EndPoint EndPoint, Payload Payload, WaitSpec Wait)
{
    /// <summary>The most threads of a client; of a server as well.</summary>
    public const int MostThreads = 256;

    /// <summary>What a load does if nothing else is asked for.</summary>
    public static readonly RunOptions Usual =
        new(new IPEndPoint(IPAddress.Parse(ServerAddress.DefaultHost), ServerAddress.DefaultPort), new UniquePayload(128, Expect.Upper), WaitStrategies.Default);

    /// <summary>Where connections go, dealt out in turn to them; none for <see cref="EndPoint"/>.</summary>
    public IReadOnlyList<ServerTarget> Targets { get; init; } = [];

    /// <summary>Creates a thread's trace; null for none. Called once for each thread.</summary>
    public Func<ILoopTrace>? CreateTrace { get; init; }

    /// <summary>The addresses to connect from, dealt out in turn to the connections; none for the system's choice.</summary>
    public IReadOnlyList<IPAddress> Sources { get; init; } = [];

    /// <summary>Which part of the load is this client's. Connections, count and rate are those of the whole load.</summary>
    public RunShare Share { get; init; } = RunShare.Whole;

    /// <summary>This client's connections and messages.</summary>
    public LoopShare Own => new(Share.Index, Share.Count, Connections);

    /// <summary>When to start to send, by the wall clock; null for as soon as the connections are open.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Connections of the whole load.</summary>
    public int Connections { get; init; } = 1;

    /// <summary>Messages to send in all, warm-up left out; null for no end.</summary>
    public long? Count { get; init; }

    /// <summary>How long to send, warm-up left out; null for no end.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How long to send before anything is measured.</summary>
    public TimeSpan Warmup { get; init; }

    /// <summary>How long to go on sending after the measured window; zero where the clock does not end that.</summary>
    public TimeSpan Cooldown { get; init; }

    /// <summary>How long a period is, where what is found is also given by period while the run goes on; else null.</summary>
    public TimeSpan? StatsPeriod { get; init; }

    /// <summary>Messages a second in all (open loop); null: each connection sends as soon as it may (closed loop).</summary>
    public double? Rate { get; init; }

    /// <summary>In an open loop: whether a message that could not be sent when it was due is sent later, not skipped.</summary>
    public bool CatchUp { get; init; } = true;

    /// <summary>Messages under way at most on each connection.</summary>
    public int Pipeline { get; init; } = 1;

    /// <summary>In a closed loop: from one message of a connection to the next.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>
    /// Whether each message is sent when the interval says so, as ping does: also while earlier ones wait for their replies, as
    /// long as the pipeline has room, or for the system to take them. Only of a closed loop with an interval.
    /// </summary>
    public bool IsPaced { get; init; }

    /// <summary>In a closed loop: how many messages a connection has before it is closed and another is opened in its place; null for no end.</summary>
    public long? MessagesPerConnection { get; init; }

    /// <summary>How a connection that has had its messages is closed.</summary>
    public ConnectionClose Close { get; init; }

    /// <summary>Threads of this client, each with its share of the connections; no more than any client has connections.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>What is set on each connection.</summary>
    public SocketTuning Tuning { get; init; } = new();

    /// <summary>Whether a connection that failed is opened again.</summary>
    public bool Reconnect { get; init; }

    /// <summary>How long to wait for a reply.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for a connection, and before it for the look-up of a name.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many servers the connections are dealt out to, from 1.</summary>
    public int Servers => Math.Max(Targets.Count, 1);

    /// <summary>
    /// The number of the server that a connection goes to, by its own in the run. They are dealt out in turn, to each server as many
    /// over all clients, and of each client as many: where the numbers of clients and of servers have a factor in common, each
    /// round of the clients begins one server further on, or a client would meet the same few servers again and again.
    /// </summary>
    public int TargetOf(int connection)
    {
        int common = GreatestCommonDivisor(Share.Count, Servers);
        long round = (long)Share.Count * Servers / common;
        return (int)((connection + (connection / round % common)) % Servers);
    }

    /// <summary>
    /// The address that a connection comes from, by its number in the run; null for the system's choice. A client's connections to each
    /// server take them in turn: dealt out beside the servers or the clients, each of these would get one source only.
    /// </summary>
    public IPAddress? SourceOf(int connection) => Sources.Count == 0 ? null : Sources[connection / Share.Count / Servers % Sources.Count];

    /// <summary>How many of this client's connections go to a server, by its number.</summary>
    public int ConnectionsOf(int target)
    {
        LoopShare own = Own;
        return Enumerable.Range(0, own.Connections).Count(place => TargetOf((int)own.Connection(place)) == target);
    }

    /// <summary>By Euclid's algorithm.</summary>
    private static int GreatestCommonDivisor(int one, int other) => other == 0 ? one : GreatestCommonDivisor(other, one % other);
}

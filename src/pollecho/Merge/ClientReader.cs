using System.Text.Json;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Results;
using Pollecho.Results.Files;
using Pollecho.Text;

namespace Pollecho.Merge;

/// <summary>Reads back what <c>client --json</c> wrote of a load.</summary>
internal static class ClientReader
{
    /// <summary>What a merged result has, and no client's: its clients.</summary>
    public const string Clients = "clients";

    /// <summary>The most letters of a text that are kept.</summary>
    private const int MostText = 4096;

    /// <summary>The most connections of a client: more than a process has files.</summary>
    private const int MostConnections = 2_000_000;

    /// <summary>The most faults of a kind, so that the sum of all kinds of all clients is a number.</summary>
    private const long MostFaults = 10_000_000_000_000;

    /// <summary>Longer than TCP waits for anything, so that the sum over all connections of all clients is a time.</summary>
    private static readonly TimeSpan LongestTcpRoundTrip = TimeSpan.FromSeconds(100);

    private static readonly string[] Statuses = [RunStatus.Ok, RunStatus.Failed, RunStatus.Interrupted];

    /// <summary>Reads a client's result.</summary>
    /// <exception cref="ResultFileException">It cannot be added to others.</exception>
    /// <exception cref="MergeException">It was merged already.</exception>
    public static MergedClient Read(ResultDocument document)
    {
        if (document.Kind != ResultKind.Client)
        {
            throw new ResultFileException(document.Name, "is no result of pollecho client");
        }

        if (document.Root.TryGetProperty(Clients, out _))
        {
            throw new MergeException($"'{document.Name}' is merged already; give the results of its clients");
        }

        JsonElement result = document.Require(document.Root, "result", JsonValueKind.Object);
        string? error = Text(document, result, "error");
        JsonElement asked = document.Find(document.Root, "options", JsonValueKind.Object)
            ?? throw new ResultFileException(document.Name, $"is of a client that could not be set up{(error is null ? "" : $": {error}")}");
        JsonElement histograms = document.Find(document.Root, "histograms", JsonValueKind.Object)
            ?? throw new ResultFileException(document.Name, "has no distributions, as a client that works like ping writes none; give it --share, or what else makes it a load");
        RunOptions options = Options(document, asked);
        return new(document.Name, ResultTraits.Of(document), options, Found(document, result, options, new FigureReader(document, histograms), error), Status(document, result));
    }

    private static RunOptions Options(ResultDocument document, JsonElement asked)
    {
        var read = new FigureReader(document, asked);
        Text(document, asked, "source");
        long count = read.Count("share_count", RunShare.MostClients);
        return RunOptions.Usual with
        {
            Share = new((int)read.Count("share_index", count - 1), (int)count),
            Connections = read.Positive("connections"),
            Threads = read.Positive("threads", RunOptions.MostThreads),
            Count = read.CountOrNull("count_messages"),
            Duration = read.Time("duration_s"),
            Warmup = read.Time("warmup_s") ?? TimeSpan.Zero,
            Cooldown = read.Time("cooldown_s") ?? TimeSpan.Zero,
            StartAt = Moment(document, asked, "start_at"),
            Rate = read.Rate("rate_messages_per_s"),
            Pipeline = read.Positive("pipeline_messages"),
            MessagesPerConnection = read.CountOrNull("messages_per_connection"),
            Interval = read.Time("interval_ms") ?? TimeSpan.Zero,
            Payload = new UniquePayload(read.Positive("message_bytes"), Expect.Upper),
        };
    }

    private static RunResult Found(ResultDocument document, JsonElement result, RunOptions options, FigureReader histograms, string? error)
    {
        var read = new FigureReader(document, result);
        var faults = new FigureReader(document, document.Require(result, "faults", JsonValueKind.Object));
        TimeSpan elapsed = read.Time("elapsed_s") ?? TimeSpan.Zero;
        long untaken = read.Count("untaken_at_window_end"), replies = read.Count("answered_in_window");
        if (replies > 0 && elapsed == TimeSpan.Zero)
        {
            throw new ResultFileException(document.Name, "is no result: it has replies, and took no time");
        }

        var found = new RunResult
        {
            Error = error,
            MessageSize = options.Payload.Size,
            HasChurn = options.MessagesPerConnection is not null,
            Stopped = Flag(document, result, "stopped"),
            Interrupted = Flag(document, result, "interrupted"),
            Elapsed = elapsed,
            WindowStart = Moment(document, result, "window_start"),
            ClockError = read.Time("clock_error_us"),
            StartLate = read.Time("start_late_ms"),
            Ramp = read.Time("ramp_ms") ?? TimeSpan.Zero,
            Connected = (int)read.Count("connected", MostConnections),
            Reopened = read.Count("reopened"),
            Sent = read.Count("sent"),
            Answered = read.Count("answered"),
            UnderWay = read.Count("under_way"),
            Replies = replies,
            Skipped = read.Count("skipped"),
            Unsent = read.Count("unsent"),
            Untaken = untaken,
            Backlog = Math.Max(0, read.Count("unsent_at_window_end") - untaken),
            Service = histograms.Histogram("service_time") ?? new LatencyHistogram(),
            Response = histograms.Histogram("response_time"),
            KnownResponse = histograms.Histogram("response_time_known"),
            SendDelay = histograms.Histogram("send_delay"),
            Stalled = read.Time("client_stalled_ms") ?? TimeSpan.Zero,
            LongestStall = read.Time("client_longest_stall_ms") ?? TimeSpan.Zero,
            RunQueueWait = read.Time("client_run_queue_wait_ms"),
            Cpu = read.Share("client_cpu_percent", elapsed) ?? TimeSpan.Zero,
            Turns = read.Count("turns"),
            EmptyTurns = read.Count("empty_turns"),
            Tcp = read.CountOrNull("tcp_retransmits") is { } retransmits ? Tcp(read, retransmits) : null,
            Slow = read.CountOrNull("slow_replies") is { } slow ? new(slow, read.Count("slow_replies_retransmitted")) : null,
            Quarters = read.Counts("answered_by_quarter", RunResult.QuarterCount),
        };
        found.ConnectTime.Add(histograms.Histogram("connect_time") ?? new LatencyHistogram());
        found.Faults.Add(Faults.Restore(kind => faults.Count(kind.Replace(' ', '_'), MostFaults)));
        return found;
    }

    private static string Status(ResultDocument document, JsonElement result) =>
        document.Require(result, "status", JsonValueKind.String).GetString() is { } status && Statuses.Contains(status) ? status
        : throw new ResultFileException(document.Name, "is no result: its status is none");

    private static TcpTotals Tcp(FigureReader read, long retransmits)
    {
        long timed = read.Count("tcp_rtt_connections", MostConnections);
        return new(retransmits, (int)timed, (read.Time("tcp_rtt_us", LongestTcpRoundTrip) ?? TimeSpan.Zero) * timed);
    }

    private static bool Flag(ResultDocument document, JsonElement result, string key) =>
        result.TryGetProperty(key, out JsonElement flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False ? flag.ValueKind == JsonValueKind.True
        : throw new ResultFileException(document.Name, $"is no result: its {key} is neither true nor false");

    private static DateTimeOffset? Moment(ResultDocument document, JsonElement parent, string key) => Text(document, parent, key) is not { } text ? null
        : IsoTime.TryParse(text, out DateTimeOffset moment) ? moment : throw new ResultFileException(document.Name, $"is no result: its {key} is no time");

    private static string? Text(ResultDocument document, JsonElement parent, string key) => document.Find(parent, key, JsonValueKind.String)?.GetString() is not { } text ? null
        : text.Length <= MostText ? text : throw new ResultFileException(document.Name, $"is no result: its {key} is too long");
}

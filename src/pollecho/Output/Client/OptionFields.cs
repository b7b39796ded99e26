using Pollecho.Client;
using Pollecho.Text;
using Field = Pollecho.Results.ReportField<Pollecho.Client.RunOptions>;

namespace Pollecho.Output.Client;

/// <summary>What a run was asked for, as the JSON and CSV reports have it, each option once.</summary>
internal static class OptionFields
{
    /// <summary>The key of the server, or of several with commas between.</summary>
    public const string Address = "address";

    /// <summary>The key of what the server is called, see <see cref="ServerTarget.Name"/>; of several with commas between.</summary>
    public const string Server = "server";

    /// <summary>The key of the number of connections.</summary>
    public const string Connections = "connections";

    /// <summary>All of them, in the order of both.</summary>
    public static readonly Field[] All =
    [
        new Field.Text(Address, options => options.Targets.Count > 1 ? Names(options) : AddressText.Of(options.EndPoint)),
        new Field.Text(Server, options => options.Targets.Count == 0 ? null : Names(options)),
        new Field.Text("source", options => options.Sources.Count == 0 ? null : string.Join(',', options.Sources)),
        new Field.Text("loop", options => options.Rate is not null ? "open" : options.IsPaced ? "paced" : "closed"),
        new Field.Number("share_index", options => options.Share.Index),
        new Field.Number("share_count", options => options.Share.Count),
        new Field.Number(Connections, options => options.Connections),
        new Field.Number("threads", options => options.Threads),
        new Field.Text("wait", options => options.Wait.Name),
        new Field.Number("count_messages", options => options.Count),
        new Field.Number("duration_s", options => options.Duration?.TotalSeconds),
        new Field.Number("warmup_s", options => options.Warmup.TotalSeconds),
        new Field.Number("cooldown_s", options => options.Cooldown.TotalSeconds),
        new Field.Text("start_at", options => options.StartAt is { } startAt ? IsoTime.Of(startAt) : null),
        new Field.Number("rate_messages_per_s", options => options.Rate),
        new Field.Flag("catch_up", options => options.CatchUp),
        new Field.Number("pipeline_messages", options => options.Pipeline),
        new Field.Number("messages_per_connection", options => options.MessagesPerConnection),
        new Field.Text("close", options => options.MessagesPerConnection is null ? null : options.Close.Word()),
        new Field.Number("interval_ms", options => options.Interval.TotalMilliseconds),
        new Field.Number("message_bytes", options => options.Payload.Size),
        new Field.Text("message", options => options.Payload is UniquePayload ? "unique" : "fixed"),
        new Field.Text("expect", options => options.Payload.Expect.Word()),
        new Field.Flag("nodelay", options => options.Tuning.NoDelay),
        new Field.Number("rcvbuf_bytes", options => options.Tuning.ReceiveBuffer),
        new Field.Number("sndbuf_bytes", options => options.Tuning.SendBuffer),
        new Field.Number("dscp", options => options.Tuning.Dscp),
        new Field.Number("busy_poll_us", options => options.Tuning.BusyPoll?.TotalMicroseconds),
        new Field.Number("keepalive_s", options => options.Tuning.KeepAlive?.TotalSeconds),
        new Field.Flag("reconnect", options => options.Reconnect),
        new Field.Number("timeout_ms", options => options.Timeout.TotalMilliseconds),
        new Field.Number("connect_timeout_ms", options => options.ConnectTimeout.TotalMilliseconds),
    ];

    private static string Names(RunOptions options) => string.Join(',', options.Targets.Select(target => target.Name));
}

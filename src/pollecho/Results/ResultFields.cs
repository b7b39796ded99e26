using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Text;
using Field = Pollecho.Results.ReportField<Pollecho.Results.RunResult>;

namespace Pollecho.Results;

/// <summary>
/// Every field of a result, once: the JSON and CSV reports and the conditions of <c>--fail-if</c> are made from this list.
/// To add a field, add a line here; its key is documented in the JSON's schema.
/// </summary>
internal static class ResultFields
{
    /// <summary>How the run went, and how many messages came back.</summary>
    public static readonly Field[] Totals =
    [
        new Field.Text("status", result => result.Status),
        new Field.Text("error", result => result.Error),
        new Field.Flag("interrupted", result => result.Interrupted) { IsOfRunOnly = true },
        new Field.Flag("stopped", result => result.Stopped) { IsOfRunOnly = true },
        new Field.Number("elapsed_s", result => result.Lasted.TotalSeconds) { IsOfRunOnly = true },
        new Field.Text("window_start", result => result.WindowStart is { } start ? IsoTime.Of(start) : null) { IsOfRunOnly = true },
        new Field.Number("clock_error_us", result => result.ClockError?.TotalMicroseconds) { IsOfRunOnly = true },
        new Field.Number("start_late_ms", result => result.StartLate?.TotalMilliseconds) { IsOfRunOnly = true },
        new Field.Number("ramp_ms", result => result.Ramp.TotalMilliseconds) { Better = Better.Lower, IsOfRunOnly = true },
        new Field.Number("connected", result => result.Connected),
        new Field.Number("reopened", result => result.Reopened) { IsOfPeriod = true },
        new Field.Number("sent", result => result.Sent) { Condition = "sent", IsOfPeriod = true },
        new Field.Number("answered", result => result.Answered) { Condition = "answered", IsOfPeriod = true },
        new Field.Number("under_way", result => result.UnderWay) { Condition = "under_way", IsOfPeriod = true },
        new Field.Number("skipped", result => result.Skipped) { Condition = "skipped", Better = Better.Lower, IsOfPeriod = true },
        new Field.Number("unsent", result => result.Unsent) { Condition = "unsent", Better = Better.Lower, IsOfPeriod = true },
        new Field.Number("unsent_at_window_end", result => result.Backlog + result.Untaken) { Better = Better.Lower },
        new Field.Number("untaken_at_window_end", result => result.Untaken) { Better = Better.Lower },
        new Field.Number("answered_in_window", result => result.Replies),
        new Field.Number("errors", result => result.Errors) { Condition = "errors", Better = Better.Lower, IsOfPeriod = true },
        new Field.Number("loss_percent", result => result.LossPercent) { Condition = "loss", Unit = ConditionUnit.Share, Better = Better.Lower },
        new Field.Number("outages", result => result.Ping?.OutageCount) { Condition = "outages", IsOfPing = true, Better = Better.Lower },
        new Field.Number("outage_s", result => result.Ping?.OutageTime.TotalSeconds) { Better = Better.Lower },
        new Field.Number("messages_per_s", result => result.Rate) { Condition = "rate", Unit = ConditionUnit.MessagesPerSecond, Better = Better.Higher, IsOfPeriod = true },
        new Field.Number("connects_per_s", result => result.ConnectRate) { Condition = "connects", Unit = ConditionUnit.ConnectionsPerSecond, IsOfChurn = true, Better = Better.Higher, IsOfPeriod = true },
        new Field.Number("bytes_per_s", result => result.Rate * result.MessageSize) { IsOfPeriod = true },
    ];

    /// <summary>How long connects and messages took. A condition that does not say of which it is takes the last one that the run has.</summary>
    public static readonly Field[] Times =
    [
        new Field.Times("connect_time", result => result.ConnectTime)
        {
            IsOfPeriod = true,
            Condition = "connect",
            Missing = result => result.Faults.Connects,
        },
        new Field.Times("service_time", result => result.Service)
        {
            IsOfPeriod = true,
            Condition = "service",
            Missing = result => Math.Max(0, result.Sent - result.Answered),
        },
        new Field.Times("response_time", result => result.Response)
        {
            IsOfPeriod = true,
            Condition = "response",
            Known = result => result.KnownResponse ?? result.Response,
            Missing = result => result.ResponsesMissing + result.Skipped,
        },
        new Field.Number("response_time_without_reply", result => result.ResponsesMissing) { Better = Better.Lower },
        new Field.Times("send_delay", result => result.SendDelay),
        new Field.Number("rtt_mdev_us", result => result.Ping?.MdevNanoseconds / 1e3) { Better = Better.Lower },
        new Field.Number("jitter_us", result => result.Ping?.JitterNanoseconds / 1e3) { Condition = "jitter", Unit = ConditionUnit.Microseconds, IsOfPing = true, Better = Better.Lower },
    ];

    /// <summary>What the system's TCP reports.</summary>
    public static readonly Field[] Tcp =
    [
        new Field.Number("tcp_retransmits", result => result.Tcp?.Retransmits)
        {
            Condition = "tcp_retransmits",
            Better = Better.Lower,
            Unknown = "this system's TCP does not report it",
        },
        new Field.Number("tcp_rtt_us", result => result.Tcp?.RoundTrip?.TotalMicroseconds) { Better = Better.Lower },
        new Field.Number("tcp_rtt_connections", result => result.Tcp?.Timed),
        new Field.Number("slow_replies", result => result.Slow?.Count) { Better = Better.Lower },
        new Field.Number("slow_replies_retransmitted", result => result.Slow?.Retransmitted) { Better = Better.Lower },
    ];

    /// <summary>What the run cost the client.</summary>
    public static readonly Field[] Cost =
    [
        new Field.Number("client_cpu_percent", result => result.CpuPercent) { Condition = "cpu", Unit = ConditionUnit.Percent, IsOfRunOnly = true, IsOfPeriod = true },
        new Field.Number("client_cpu_us_per_message", result => result.CpuNanosecondsPerMessage / 1e3) { Better = Better.Lower, IsOfRunOnly = true },
        new Field.Number("client_stalled_ms", result => result.Stalled.TotalMilliseconds) { Better = Better.Lower, IsOfRunOnly = true },
        new Field.Number("client_longest_stall_ms", result => result.LongestStall.TotalMilliseconds) { Better = Better.Lower, IsOfRunOnly = true },
        new Field.Number("client_run_queue_wait_ms", result => result.RunQueueWait?.TotalMilliseconds) { Better = Better.Lower, IsOfRunOnly = true },
        new Field.Number("turns", result => result.Turns) { IsOfRunOnly = true },
        new Field.Number("empty_turns", result => result.EmptyTurns) { IsOfRunOnly = true },
        new Field.Series("answered_by_quarter", result => result.Quarters),
    ];

    /// <summary>What went wrong.</summary>
    public static readonly Field[] Problems =
    [
        new Field.Kinds("faults", "fault_", result => result.Faults.ByKind) { IsOfPeriod = true },
        new Field.Outages("outage_list", result => result.Ping?.Outages),
        new Field.Wrong("first_wrong_reply", result => result.FirstWrong),
        new Field.Text("last_system_error", result => result.LastError == SocketError.Success ? null : SocketErrors.Describe(result.LastError)),
    ];

    /// <summary>The names of the kinds of faults, as keys and conditions have them.</summary>
    public static readonly string[] FaultNames = [.. Problems.OfType<Field.Kinds>().Single().Read(new RunResult()).Select(kind => kind.Name)];

    /// <summary>All of them, in the order of the JSON.</summary>
    public static IEnumerable<Field> All => [.. Totals, .. Times, .. Tcp, .. Cost, .. Problems];

    /// <summary>Those that are also given by period, in the same order.</summary>
    public static IEnumerable<Field> OfPeriod => All.Where(one => one.IsOfPeriod);
}

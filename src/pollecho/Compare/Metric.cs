namespace Pollecho.Compare;

/// <summary>A figure that is compared.</summary>
internal enum Metric
{
    /// <summary>Messages answered a second.</summary>
    MessagesPerSecond,

    /// <summary>Median of the round trips, in microseconds.</summary>
    P50,

    /// <summary>What 99% of the round trips did not exceed, in microseconds.</summary>
    P99,

    /// <summary>What 99.9% of the round trips did not exceed, in microseconds.</summary>
    P999,

    /// <summary>The server's processor time, in per cent of one core.</summary>
    CpuPercent,

    /// <summary>The server's processor time a message, in microseconds.</summary>
    CpuPerMessage,

    /// <summary>The server's calls that found nothing, a message: would-block receives and sends, accept looks, readiness calls.</summary>
    EmptyCallsPerMessage,

    /// <summary>Units of other work that the server got done, a second.</summary>
    OtherWorkPerSecond,
}

/// <summary>The metrics' names.</summary>
internal static class Metrics
{
    /// <summary>All, in the order in which they are shown.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        Metric.MessagesPerSecond, Metric.P50, Metric.P99, Metric.P999,
        Metric.CpuPercent, Metric.CpuPerMessage, Metric.EmptyCallsPerMessage, Metric.OtherWorkPerSecond,
    ];

    /// <summary>The key in JSON and the column in CSV, with its unit.</summary>
    public static string Key(this Metric metric) => metric switch
    {
        Metric.MessagesPerSecond => "messages_per_s",
        Metric.P50 => "rtt_p50_us",
        Metric.P99 => "rtt_p99_us",
        Metric.P999 => "rtt_p99.9_us",
        Metric.CpuPercent => "server_cpu_percent",
        Metric.CpuPerMessage => "server_cpu_us_per_message",
        Metric.EmptyCallsPerMessage => "empty_calls_per_message",
        _ => "other_work_units_per_s",
    };

    /// <summary>The column's head in tables, with its unit.</summary>
    public static string Head(this Metric metric) => metric switch
    {
        Metric.MessagesPerSecond => "messages/s",
        Metric.P50 => "RTT p50 µs",
        Metric.P99 => "p99 µs",
        Metric.P999 => "p99.9 µs",
        Metric.CpuPercent => "CPU %",
        Metric.CpuPerMessage => "CPU µs/msg",
        Metric.EmptyCallsPerMessage => "empty calls/msg",
        _ => "other work/s",
    };

    /// <summary>The percentile that it is; null if it is none.</summary>
    public static double? Percentile(this Metric metric) => metric switch
    {
        Metric.P50 => 50,
        Metric.P99 => 99,
        Metric.P999 => 99.9,
        _ => null,
    };

    /// <summary>A difference of less is none to speak of, however many times the one is the other: in the metric's unit.</summary>
    public static double Least(this Metric metric) => metric switch
    {
        Metric.CpuPercent => 0.1,
        Metric.EmptyCallsPerMessage => 0.01,
        Metric.OtherWorkPerSecond => 1,
        _ => 0,
    };
}

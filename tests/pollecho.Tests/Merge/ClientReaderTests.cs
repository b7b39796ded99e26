using System.Text.Json.Nodes;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Merge;
using Pollecho.Output;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Tests.Client;
using static Pollecho.Tests.Merge.MergeSamples;

namespace Pollecho.Tests.Merge;

/// <summary>A client's result read back: every field of it, and nothing that is none, whatever it costs to write.</summary>
public sealed class ClientReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What is changed in a result, and why it is refused then.</summary>
    public static TheoryData<string, string, string> Absurdities => new()
    {
        { "result.sent", "-1", "its sent is -1" },
        { "result.sent", "1.5", "its sent is 1.5" },
        { "result.sent", "1e15", "" },
        { "result.sent", "1000000000000001", "its sent is 1000000000000001" },
        { "result.sent", "1e999", "its sent is 1e999" },
        { "result.sent", "\"7\"", "its sent is of the wrong type" },
        { "result.sent", "null", "it lacks sent" },
        { "result.elapsed_s", "1e9", "its elapsed_s is 1000000000" },
        { "result.client_cpu_percent", "1e12", "its client_cpu_percent is 1000000000000" },
        { "result.client_run_queue_wait_ms", "1e12", "its client_run_queue_wait_ms is 1000000000000" },
        { "result.connected", "2000001", "its connected is 2000001" },
        { "result.window_start", "\"yesterday\"", "its window_start is no time" },
        { "result.status", "\"fine\"", "its status is none" },
        { "result.stopped", "0", "its stopped is neither true nor false" },
        { "result.answered_by_quarter", "[1,2,3,4,5]", "its answered_by_quarter is too long" },
        { "result.answered_by_quarter", "[1,-2]", "its answered_by_quarter has no counts" },
        { "result.answered_by_quarter", "[1e300]", "its answered_by_quarter has no counts" },
        { "result.faults", "{}", "it lacks altered" },
        { "result.faults.lost", "1e16", "its lost is 1" },
        { "options.share_index", "2", "its share_index is 2" },
        { "options.share_count", "65537", "its share_count is 65537" },
        { "options.connections", "4294967296", "its connections is 4294967296" },
        { "options.connections", "0", "its connections is 0" },
        { "options.threads", "0", "its threads is 0" },
        { "options.pipeline_messages", "0", "its pipeline_messages is 0" },
        { "options.rate_messages_per_s", "0", "its rate_messages_per_s is 0" },
        { "options.message_bytes", "0", "its message_bytes is 0" },
        { "options.message_bytes", "1e17", "its message_bytes is 1E+17" },
        { "system.clock_step_ns", "1e400", "its system.clock_step_ns is 1e400" },
        { "options.start_at", "\"\"", "its start_at is no time" },
        { "options", "null", "is of a client that could not be set up" },
        { "histograms", "null", "works like ping" },
        { "histograms.service_time.hdr_v2", "\"\"", "not a compressed HdrHistogram" },
        { "histograms.service_time.sum_ns", "1", "do not belong to its counts" },
        { "histograms.service_time.sum_ns", "1e9", "are no durations" },
        { "histograms.service_time.min_ns", "0.5", "are no durations" },
        { "histograms.service_time.max_ns", "99999999999999999999", "are no durations" },
    };

    [Theory]
    [MemberData(nameof(Absurdities))]
    public void What_is_absurd_is_refused_in_one_line(string path, string value, string reason)
    {
        MergedRun run = Merged(_folder, Printed(0, 2), Changed(Printed(1, 2), path, value));

        Assert.Equal(reason.Length == 0 ? 2 : 1, run.Parts.Count);
        Assert.All(run.Unusable, line => Assert.DoesNotContain('\n', line));
        Assert.Contains(reason, run.Unusable.SingleOrDefault() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Every_field_is_read_back()
    {
        var result = new RunResult
        {
            MessageSize = 128,
            HasChurn = true,
            Stopped = true,
            Interrupted = true,
            Error = "it broke",
            Elapsed = TimeSpan.FromSeconds(2.5),
            WindowStart = Start,
            ClockError = TimeSpan.FromMicroseconds(77),
            StartLate = TimeSpan.FromMilliseconds(3),
            Ramp = TimeSpan.FromMilliseconds(4),
            Connected = 5,
            Reopened = 6,
            Sent = 1_000,
            Answered = 990,
            UnderWay = 3,
            Replies = 980,
            Skipped = 4,
            Unsent = 8,
            Backlog = 7,
            Untaken = 2,
            Service = RunSamples.Even(990, from: 1_000),
            Response = RunSamples.Even(1_000, from: 2_000),
            KnownResponse = RunSamples.Even(995, from: 2_000),
            SendDelay = RunSamples.Same(50, 1_000),
            Stalled = TimeSpan.FromMilliseconds(9),
            LongestStall = TimeSpan.FromMilliseconds(8),
            RunQueueWait = TimeSpan.FromMilliseconds(10),
            Cpu = TimeSpan.FromSeconds(2),
            Turns = 100,
            EmptyTurns = 60,
            Tcp = new(4, 3, TimeSpan.FromMicroseconds(300)),
            Slow = new(2, 1),
            Quarters = [1, 2, 3, 4],
        };
        result.ConnectTime.RecordNanoseconds(123_456, 5);
        int count = 0;
        result.Faults.Add(Faults.Restore(_ => ++count));
        Assert.Equal(Enumerable.Range(1, 13), result.Faults.ByKind.Select(kind => (int)kind.Count));

        RunOptions options = RunSamples.Open with { MessagesPerConnection = 5 };
        MergedClient? read = null;
        new MergedRun(null).Read([_folder.Write("c.json", Printed(1, 3, result, options))], client =>
        {
            read = client;
            return [];
        });

        Assert.Equal((new RunShare(1, 3), "n1", "failed"), (read!.Options.Share, read.Host, read.Status));
        Assert.Equal(Fields(result), Fields(read.Found));
        Assert.Equal(result.Backlog, read.Found.Backlog);
    }

    [Fact]
    public void What_is_asked_for_is_read_back()
    {
        RunOptions asked = RunSamples.Open with
        {
            Threads = 3,
            Count = 70,
            Cooldown = TimeSpan.FromMilliseconds(200),
            StartAt = Start,
            Pipeline = 4,
            MessagesPerConnection = 9,
            Interval = TimeSpan.FromMilliseconds(5),
        };
        RunOptions read = Merged(_folder, Printed(0, 2, options: asked)).Options;

        Assert.Equal(
            (asked.Connections, asked.Threads, asked.Count, asked.Duration, asked.Warmup, asked.Cooldown, asked.StartAt),
            (read.Connections, read.Threads, read.Count, read.Duration, read.Warmup, read.Cooldown, read.StartAt));
        Assert.Equal(
            (asked.Rate, asked.Pipeline, asked.MessagesPerConnection, asked.Interval, asked.Payload.Size),
            (read.Rate, read.Pipeline, read.MessagesPerConnection, read.Interval, read.Payload.Size));
    }

    [Fact]
    public void What_is_broken_leaves_the_others()
    {
        string good = Printed(0, 4);
        MergedRun run = Merged(_folder, good, good[..(good.Length / 2)], "", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), """{"command":"sweep","options":{}}""", new string('\0', 100));

        Assert.Single(run.Parts);
        Assert.Equal(5, run.Unusable.Count);
        Assert.All(
            run.Unusable.Zip(["or not all of it is there", "is empty", "is no JSON", "is no result of pollecho client", "is no JSON"]),
            one => Assert.Contains(one.Second, one.First, StringComparison.Ordinal));
    }

    [Fact]
    public void The_largest_of_all_can_be_added_up_as_often_as_there_may_be_results()
    {
        long[] largest = [LatencyHistogram.MostRestored, (long)TimeSpan.FromSeconds(1e8).Ticks];

        Assert.All(largest, one => Assert.True((Int128)one * MergedRun.MostResults <= long.MaxValue, $"{one}"));
        Assert.True((Int128)10_000_000_000_000 * new Faults().ByKind.Count * MergedRun.MostResults <= long.MaxValue);
        Assert.True((Int128)TimeSpan.FromSeconds(100).Ticks * 2_000_000 * MergedRun.MostResults <= long.MaxValue);
    }

    [Fact]
    public void Figures_that_make_no_sense_together_are_refused_and_do_not_end_the_merge()
    {
        static void NoTime(JsonNode root) => root["result"]!["elapsed_s"] = 0;
        static void ManyFaults(JsonNode root) => root["result"]!["faults"]!["lost"] = 20_000_000_000_000;
        static void Long(JsonNode root) => (root["result"]!["elapsed_s"], root["result"]!["answered_in_window"], root["options"]!["threads"]) = (1e8, 1, 256);

        MergedRun run = Merged(_folder, Printed(0, 3, change: NoTime), Printed(1, 3, change: ManyFaults), Printed(2, 3, change: Long));

        Assert.Equal(2, run.Unusable.Count);
        Assert.Contains("it has replies, and took no time", run.Unusable[0], StringComparison.Ordinal);
        Assert.Contains("its lost is 20000000000000", run.Unusable[1], StringComparison.Ordinal);
        Assert.InRange(ClientShare.WaitedForProcessor(run.Options with { Threads = MergedRun.MostResults * 256 }, run.Found), 0, 1);
    }

    private static string Fields(RunResult result) =>
        JsonOutput.Indented(json => json.WriteFields(ResultFields.All, result, RunSamples.Percentiles));

    private static string Changed(string text, string path, string value)
    {
        JsonNode root = JsonNode.Parse(text)!;
        string[] keys = path.Split('.');
        JsonNode parent = keys.SkipLast(1).Aggregate(root, (node, key) => node[key]!);

        // As it is, also a number that none of the types here can hold.
        const string Mark = "here it is";
        parent[keys[^1]] = Mark;
        return root.ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
    }
}

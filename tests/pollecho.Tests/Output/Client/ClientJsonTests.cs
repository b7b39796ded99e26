using System.Globalization;
using System.Text.Json;
using Pollecho.Client;
using Pollecho.Measurement;
using Pollecho.Output.Client;
using Pollecho.Results;
using Pollecho.Tests.Client;

namespace Pollecho.Tests.Output.Client;

public class ClientJsonTests
{
    private static readonly JsonSchema Schema = JsonSchema.Load("client.schema.json");

    [Fact]
    public void A_good_run_is_reported_in_full()
    {
        JsonElement result = Write(RunSamples.Closed, RunSamples.Good).GetProperty("result");

        Assert.Equal("ok", result.GetProperty("status").GetString());
        Assert.Equal(10, result.GetProperty("elapsed_s").GetDouble());
        Assert.Equal(4.21, result.GetProperty("ramp_ms").GetDouble());
        Assert.Equal(200_000, result.GetProperty("answered").GetInt64());
        Assert.Equal(20_000, result.GetProperty("messages_per_s").GetDouble());
        Assert.Equal(2_560_000, result.GetProperty("bytes_per_s").GetDouble());
        Assert.Equal(50, result.GetProperty("client_cpu_percent").GetDouble());
        Assert.Equal(25, result.GetProperty("client_cpu_us_per_message").GetDouble());

        JsonElement service = result.GetProperty("service_time_us");
        Assert.Equal(200_000, service.GetProperty("count").GetInt64());
        Assert.Equal(10, service.GetProperty("min").GetDouble());
        Assert.Equal(209.999, service.GetProperty("max").GetDouble());
        Assert.Equal(RunSamples.Good.Service.Percentile(99.9) / 1e3, service.GetProperty("percentiles").GetProperty("99.9").GetDouble());
        Assert.Equal(["50", "90", "99", "99.9", "99.99"], service.GetProperty("percentiles").EnumerateObject().Select(percentile => percentile.Name));
        Assert.Equal(JsonValueKind.Null, result.GetProperty("response_time_us").ValueKind);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("send_delay_us").ValueKind);
    }

    [Fact]
    public void Of_several_servers_each_has_its_figures_and_of_one_there_are_none()
    {
        JsonElement run = Write(RunSamples.Closed, RunSamples.OfTwo);

        JsonElement[] targets = [.. run.GetProperty("targets").EnumerateArray()];
        Assert.Equal(["one:80", "two:80"], targets.Select(target => target.GetProperty("server").GetString()));
        Assert.Equal(["192.0.2.1:80", "192.0.2.2:80"], targets.Select(target => target.GetProperty("address").GetString()));
        Assert.Equal([25, 25], targets.Select(target => target.GetProperty("connections").GetInt32()));
        Assert.Equal([200_000, 5], targets.Select(target => target.GetProperty("answered").GetInt64()));
        Assert.Equal(["ok", "failed"], targets.Select(target => target.GetProperty("status").GetString()));
        Assert.Equal(2, targets[1].GetProperty("faults").GetProperty("lost").GetInt64());

        // The client itself is not divided among servers.
        string[] ofRun = [.. run.GetProperty("result").EnumerateObject().Select(field => field.Name).Except(targets[0].EnumerateObject().Select(field => field.Name))];
        Assert.Equal(
            [
                "interrupted", "stopped", "elapsed_s", "window_start", "clock_error_us", "start_late_ms", "ramp_ms", "client_cpu_percent", "client_cpu_us_per_message", "client_stalled_ms", "client_longest_stall_ms",
                "client_run_queue_wait_ms", "turns", "empty_turns",
            ],
            ofRun);
        Assert.False(Write(RunSamples.Closed, RunSamples.Good).TryGetProperty("targets", out _));
    }

    [Fact]
    public void An_open_loop_has_both_times_and_the_delay_of_its_sends()
    {
        JsonElement run = Write(RunSamples.Open, RunSamples.GoodOpen);

        Assert.Equal("open", run.GetProperty("options").GetProperty("loop").GetString());
        Assert.Equal(10, run.GetProperty("result").GetProperty("service_time_us").GetProperty("min").GetDouble());
        Assert.Equal(1_010, run.GetProperty("result").GetProperty("response_time_us").GetProperty("min").GetDouble());
        Assert.Equal(0, run.GetProperty("result").GetProperty("send_delay_us").GetProperty("min").GetDouble());
    }

    [Theory]
    [InlineData(false, "closed")]
    [InlineData(true, "paced")]
    public void One_that_sends_at_intervals_whatever_is_under_way_is_no_closed_loop(bool isPaced, string loop)
    {
        JsonElement run = Write(RunSamples.Closed with { IsPaced = isPaced }, RunSamples.Good);

        Assert.Equal(loop, run.GetProperty("options").GetProperty("loop").GetString());
    }

    [Fact]
    public void A_failed_run_names_every_kind_of_fault()
    {
        JsonElement result = Write(RunSamples.Closed, RunSamples.Failed).GetProperty("result");

        Assert.Equal("failed", result.GetProperty("status").GetString());
        Assert.Equal(1_234, result.GetProperty("faults").GetProperty("lost").GetInt64());
        Assert.Equal(2, result.GetProperty("faults").GetProperty("connect_timed_out").GetInt64());
        Assert.Equal(0, result.GetProperty("faults").GetProperty("reset").GetInt64());
        Assert.Equal(1_234, result.GetProperty("errors").GetInt64());
        Assert.Equal("connection reset by peer", result.GetProperty("last_system_error").GetString());
    }

    [Fact]
    public void An_interrupted_run_says_so_also_when_it_failed()
    {
        Assert.Equal("interrupted", Write(RunSamples.Closed, RunSamples.Interrupted).GetProperty("result").GetProperty("status").GetString());

        RunResult failed = RunSamples.Failed;
        failed.Interrupted = true;
        JsonElement result = Write(RunSamples.Closed, failed).GetProperty("result");
        Assert.Equal("failed", result.GetProperty("status").GetString());
        Assert.True(result.GetProperty("interrupted").GetBoolean());
    }

    [Fact]
    public void A_run_that_could_not_be_set_up_says_why()
    {
        JsonElement run = Write(null, new RunResult(), "cannot find the host 'no\u001bwhere': \"none\"; check the name");

        Assert.Equal(JsonValueKind.Null, run.GetProperty("options").ValueKind);
        Assert.Equal("failed", run.GetProperty("result").GetProperty("status").GetString());
        Assert.Equal("cannot find the host 'no\u001bwhere': \"none\"; check the name", run.GetProperty("result").GetProperty("error").GetString());
        Assert.Equal(JsonValueKind.Null, run.GetProperty("result").GetProperty("bytes_per_s").ValueKind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_without_a_message_has_null_for_what_is_not_known(bool open)
    {
        RunResult empty = open ? new RunResult { Response = new(), SendDelay = new() } : new RunResult();
        JsonElement result = Write(open ? RunSamples.Open : RunSamples.Closed, empty).GetProperty("result");

        Assert.Equal(0, result.GetProperty("messages_per_s").GetDouble());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("client_cpu_percent").ValueKind);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("client_cpu_us_per_message").ValueKind);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("service_time_us").GetProperty("min").ValueKind);
        Assert.All(result.GetProperty("service_time_us").GetProperty("percentiles").EnumerateObject(),
            percentile => Assert.Equal(JsonValueKind.Null, percentile.Value.ValueKind));
        Assert.Equal(open ? JsonValueKind.Object : JsonValueKind.Null, result.GetProperty("response_time_us").ValueKind);
    }

    [Fact]
    public void Options_have_their_units()
    {
        JsonElement options = Write(
            RunSamples.Open with { Count = 5_000_000_000, Duration = null, CatchUp = false, Interval = TimeSpan.FromMicroseconds(1_500) },
            RunSamples.GoodOpen).GetProperty("options");

        Assert.Equal("127.0.0.1:8083", options.GetProperty("address").GetString());
        Assert.Equal("spin", options.GetProperty("wait").GetString());
        Assert.Equal(5_000_000_000, options.GetProperty("count_messages").GetInt64());
        Assert.Equal(JsonValueKind.Null, options.GetProperty("duration_s").ValueKind);
        Assert.Equal(1, options.GetProperty("warmup_s").GetDouble());
        Assert.Equal(20_000, options.GetProperty("rate_messages_per_s").GetDouble());
        Assert.False(options.GetProperty("catch_up").GetBoolean());
        Assert.Equal(1.5, options.GetProperty("interval_ms").GetDouble());
        Assert.Equal(5_000, options.GetProperty("timeout_ms").GetDouble());
        Assert.Equal("unique", options.GetProperty("message").GetString());
        Assert.Equal("upper", options.GetProperty("expect").GetString());
    }

    [Fact]
    public void Thresholds_are_judged_and_readable_as_they_were_given()
    {
        Assert.True(Threshold.TryParse("p50>100us", out Threshold? crossed, out _));
        Assert.True(Threshold.TryParse("response.p50>1s", out Threshold? unknown, out _));
        string text = Text(RunSamples.Closed, RunSamples.Good, [crossed!, unknown!], null);
        JsonElement thresholds = Parse(text).GetProperty("thresholds");

        Assert.Contains("\"p50>100us\"", text, StringComparison.Ordinal);
        Assert.True(thresholds[0].GetProperty("crossed").GetBoolean());
        Assert.Equal(RunSamples.Good.Service.Percentile(50) / 1e3, thresholds[0].GetProperty("value").GetDouble());
        Assert.True(thresholds[1].GetProperty("crossed").GetBoolean());
        Assert.Equal(JsonValueKind.Null, thresholds[1].GetProperty("value").ValueKind);
    }

    [Fact]
    public void Warnings_are_those_of_the_text_report()
    {
        RunResult result = RunSamples.Good;
        result.Service = RunSamples.Same(50_000, 5_000);

        JsonElement warnings = Write(RunSamples.Closed, result).GetProperty("warnings");
        Assert.Contains("5,000 samples are too few", Assert.Single(warnings.EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_percentile_asked_for_twice_is_one_key()
    {
        using var output = new StringWriter();
        ClientJson.Write(output, RunSamples.Closed, RunSamples.Good, [50, 99, 50], []);

        Assert.Equal(2, Parse(output.ToString()).GetProperty("result").GetProperty("service_time_us").GetProperty("percentiles").EnumerateObject().Count());
    }

    [Fact]
    public void Distributions_are_there_in_full()
    {
        RunResult run = RunSamples.GoodOpen;
        run.KnownResponse = RunSamples.Same(3_000, 7);
        JsonElement histograms = Write(RunSamples.Open, run).GetProperty("histograms");

        AssertSame(run.ConnectTime, histograms.GetProperty("connect_time"));
        AssertSame(run.Service, histograms.GetProperty("service_time"));
        AssertSame(run.Response!, histograms.GetProperty("response_time"));
        AssertSame(run.KnownResponse, histograms.GetProperty("response_time_known"));
        AssertSame(run.SendDelay!, histograms.GetProperty("send_delay"));
        Assert.Equal(JsonValueKind.Null, Write(RunSamples.Closed, RunSamples.Good).GetProperty("histograms").GetProperty("response_time").ValueKind);
    }

    [Fact]
    public void The_line_that_ends_a_ping_has_no_distributions()
    {
        using var output = new StringWriter();
        ClientJson.Write(output, RunSamples.Closed, RunSamples.Good, [50], [], onOneLine: true, withHistograms: false);

        Assert.Equal(JsonValueKind.Null, Parse(output.ToString()).GetProperty("histograms").ValueKind);
    }

    [Fact]
    public void The_window_has_its_time_of_day()
    {
        RunResult run = RunSamples.Good;
        Assert.Equal(JsonValueKind.Null, Write(RunSamples.Closed, run).GetProperty("result").GetProperty("window_start").ValueKind);
        Assert.Equal(JsonValueKind.Null, Write(RunSamples.Closed, run).GetProperty("result").GetProperty("clock_error_us").ValueKind);

        run.WindowStart = new DateTimeOffset(2026, 1, 31, 14, 0, 0, 123, 456, TimeSpan.FromHours(2));
        run.ClockError = TimeSpan.FromMicroseconds(1_500);
        JsonElement result = Write(RunSamples.Closed, run).GetProperty("result");
        Assert.Equal("2026-01-31T12:00:00.123456Z", result.GetProperty("window_start").GetString());
        Assert.Equal(1_500, result.GetProperty("clock_error_us").GetDouble());
    }

    [Fact]
    public void The_schema_finds_what_is_wrong()
    {
        string text = Text(RunSamples.Closed, RunSamples.Good, [], null);
        (string From, string To)[] faults =
        [
            ("\"sent\": 200000", "\"sent\": -1"),
            ("\"sent\": 200000", "\"sent\": 1.5"),
            ("\"sent\": 200000", "\"sent\": null"),
            ("\"sent\": 200000", "\"dispatched\": 200000"),
            ("\"status\": \"ok\"", "\"status\": \"good\""),
            ("\"50\": ", "\"50\": \"\", \"51\": "),
            ("\"service_time_us\": {", "\"service_time_us\": null, \"other\": {"),
        ];

        Assert.All(faults, fault =>
        {
            Assert.Contains(fault.From, text, StringComparison.Ordinal);
            using JsonDocument document = JsonDocument.Parse(text.Replace(fault.From, fault.To, StringComparison.Ordinal));
            Assert.NotEmpty(Schema.Violations(document.RootElement));
        });
    }

    private static JsonElement Write(RunOptions? options, RunResult result, string? error = null) => Parse(Text(options, result, [], error));

    private static string Text(RunOptions? options, RunResult result, IReadOnlyList<Threshold> thresholds, string? error)
    {
        using var output = new StringWriter();
        result.Error = error;
        ClientJson.Write(output, options, result, RunSamples.Percentiles, thresholds);
        return output.ToString();
    }

    private static void AssertSame(LatencyHistogram expected, JsonElement written)
    {
        LatencyHistogram read = LatencyHistogram.Restore(
            HistogramCodec.Decode(written.GetProperty("hdr_v2").GetString()!),
            written.GetProperty("min_ns").GetInt64(),
            written.GetProperty("max_ns").GetInt64(),
            Int128.Parse(written.GetProperty("sum_ns").GetRawText(), CultureInfo.InvariantCulture));
        Assert.Equal((expected.Count, expected.MeanNanoseconds, expected.Percentile(50)), (read.Count, read.MeanNanoseconds, read.Percentile(50)));
    }

    private static JsonElement Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
        Assert.Empty(Schema.Violations(document.RootElement));
        return document.RootElement.Clone();
    }
}

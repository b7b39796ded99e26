using System.Text.Json;
using Pollecho.Client;
using Pollecho.Output.Client;
using Pollecho.Results;

namespace Pollecho.Tests.Output.Client;

public class PeriodReportTests
{
    private static readonly JsonSchema Schema = JsonSchema.Load("client.schema.json");
    private static readonly string[] Percentiles = ["50", "99"];
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_row_has_the_rate_the_percentiles_the_processor_time_and_what_went_wrong()
    {
        RunPeriod period = Period(replies: 61_667);
        period.Found.Service.RecordNanoseconds(1_000, 98);
        period.Found.Service.RecordNanoseconds(2_000_000, 2);
        period.Found.Faults.Late = 1;
        period.Found.Faults.TimedOut = -1;
        period.Found.Unsent = 3_000;

        Assert.Equal(
            [
                "   time  messages/s      p50      p99      max   CPU",
                "  3.0 s     123,334  1.00 µs  2.00 ms  2.00 ms   25%  1 late  -1 timed out  3,000 unsent",
            ],
            Lines(Text([50, 99], width: null), period));
    }

    [Fact]
    public void Where_there_is_no_room_heading_and_row_fold_alike()
    {
        RunPeriod period = Period(replies: 61_667);
        period.Found.Service.RecordNanoseconds(1_000, 98);
        period.Found.Faults.Lost = 1;

        Assert.Equal(
            [
                "   time  messages/s      p50",
                "             max   CPU",
                "  3.0 s     123,334  1.00 µs",
                "         1.00 µs   25%  1 lost",
            ],
            Lines(Text([50], width: 33), period));
    }

    [Theory]
    [InlineData(1_000, "  3.0 s")]
    [InlineData(200, "  3.0 s")]
    [InlineData(250, " 3.00 s")]
    [InlineData(11, "3.000 s")]
    public void The_time_has_the_digits_that_periods_differ_by(int milliseconds, string time) =>
        Assert.Equal(time, Lines(Text([50], width: null, TimeSpan.FromMilliseconds(milliseconds)), Period(replies: 1))[1][..7]);

    [Fact]
    public void Five_percentiles_have_room_on_a_terminal_of_80_columns()
    {
        RunPeriod period = Period(replies: 4_999_999);
        period.Found.Service.RecordNanoseconds(222_000_000, 4_999_999);

        Assert.Equal([79, 79], Lines(Text([50, 90, 99, 99.9, 99.99], width: 79), period).Select(line => line.Length));
    }

    [Fact]
    public void A_row_of_a_period_in_which_nothing_came_has_no_percentiles() =>
        Assert.Equal("  3.0 s           0        –        –        –   25%", Lines(Text([50, 99], width: null), Period(replies: 0))[1]);

    [Fact]
    public void A_period_of_no_time_has_no_share_of_a_processor() =>
        Assert.EndsWith("    –", Lines(Text([50, 99], width: null), new RunPeriod(TimeSpan.FromSeconds(3), default, new RunResult()))[1], StringComparison.Ordinal);

    [Theory]
    [InlineData(79, 3)]
    [InlineData(null, 1)]
    public void The_heading_comes_again_on_a_terminal_only(int? width, int headings)
    {
        var report = Text([50, 99], width);

        string[][] rows = [.. Enumerable.Range(0, 41).Select(_ => Lines(report, Period(replies: 1)))];

        Assert.Equal(headings, rows.Count(lines => lines.Length == 2));
        Assert.All(width is null ? [0] : (int[])[0, 20, 40], row => Assert.Contains("messages/s", rows[row][0], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_object_has_the_keys_of_the_result_and_is_one_line(bool openLoop)
    {
        RunPeriod period = Period(replies: 20, openLoop);
        period.Found.Service.RecordNanoseconds(1_000, 20);
        period.Found.Response?.RecordNanoseconds(2_000, 20);
        period.Found.Faults.TimedOut = -1;
        JsonElement json = Parse(period);

        Assert.Equal(
            ("stats", "2026-01-31T12:00:03.000000Z", 3.0, 0.5),
            (json.GetProperty("event").GetString(), json.GetProperty("time").GetString(), json.GetProperty("elapsed_s").GetDouble(), json.GetProperty("period_s").GetDouble()));
        Assert.Equal((40, 25), (json.GetProperty("messages_per_s").GetDouble(), json.GetProperty("client_cpu_percent").GetDouble()));
        Assert.Equal((-1, -1), (json.GetProperty("faults").GetProperty("timed_out").GetInt64(), json.GetProperty("errors").GetInt64()));
        JsonElement service = json.GetProperty("service_time_us");
        Assert.Equal((20, 1), (service.GetProperty("count").GetInt64(), service.GetProperty("percentiles").GetProperty("99").GetDouble()));
        Assert.Equal(openLoop ? JsonValueKind.Object : JsonValueKind.Null, json.GetProperty("response_time_us").ValueKind);
    }

    [Fact]
    public void An_object_of_a_period_in_which_nothing_came_has_percentiles_that_are_null()
    {
        JsonElement percentiles = Parse(Period(replies: 0)).GetProperty("service_time_us").GetProperty("percentiles");

        Assert.Equal(Percentiles, percentiles.EnumerateObject().Select(percentile => percentile.Name));
        Assert.All(percentiles.EnumerateObject(), percentile => Assert.Equal(JsonValueKind.Null, percentile.Value.ValueKind));
    }

    private static RunPeriod Period(long replies, bool openLoop = false) => new(
        TimeSpan.FromSeconds(3),
        new DateTimeOffset(2026, 1, 31, 12, 0, 3, TimeSpan.Zero),
        new RunResult { Elapsed = TimeSpan.FromSeconds(0.5), Cpu = TimeSpan.FromSeconds(0.125), Replies = replies, Response = openLoop ? new() : null });

    private static PeriodReport Text(IReadOnlyList<double> percentiles, int? width, TimeSpan? period = null) => new(json: false, period ?? Second, percentiles, width);

    private static string[] Lines(PeriodReport report, RunPeriod period) => report.Line(period).Split(Environment.NewLine);

    private static JsonElement Parse(RunPeriod period)
    {
        string line = new PeriodReport(json: true, Second, [50, 99], width: null).Line(period);
        Assert.DoesNotContain('\n', line);
        using JsonDocument document = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
        Assert.Empty(Schema.Violations(document.RootElement, "stats"));
        return document.RootElement.Clone();
    }
}

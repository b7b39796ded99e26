using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Pollecho.Output;
using Pollecho.Output.Sweep;
using Pollecho.Results;
using Pollecho.Sweep;
using static Pollecho.Tests.Sweep.SweepSamples;

namespace Pollecho.Tests.Output.Sweep;

public class SweepReportsTests
{
    private static readonly double[] Percentiles = [50, 99, 99.9];

    private static readonly SweepResult ByClient = Result(
        "p99<2ms", SweepLimit.Client, 1_000, 2_000, Step(1_000, 1, StepOutcome.Kept), Step(2_000, 9, StepOutcome.Invalid, StepFault.ClientLate));

    private static readonly SweepResult TooLow = Result(
        "p99<2ms", SweepLimit.LowestRate, null, 1_000, Step(1_000, 3, StepOutcome.NotKept, StepFault.Condition), Step(1_000, 3, StepOutcome.NotKept, StepFault.Condition));

    private static readonly SweepResult Stopped = Result("p99<2ms", SweepLimit.Stopped, null, null, Step(1_000, 1, StepOutcome.Kept));

    private static readonly SweepResult Nothing = Result("p99<2ms", SweepLimit.Stopped, null, null);

    private static readonly SweepResult Unanswered = Result(null, SweepLimit.Broken, null, null, Silent(1_000));

    public static TheoryData<object> All => [Found, ByClient, TooLow, Stopped, Nothing, Unanswered, Result(null, SweepLimit.None, null, null, Step(1_000, 1, StepOutcome.Kept))];

    [Fact]
    public void The_knee_is_what_was_answered_and_what_is_above_it_is_said() => Assert.Equal(
        "knee: 1,999 messages/s, the highest rate that keeps p99<2ms, confirmed twice; at 2,030: p99<2ms: it is 2.60 ms", SweepWords.Verdict(Found));

    [Fact]
    public void A_client_that_was_the_limit_is_named() => Assert.Equal(
        "no knee: so far 1,000 messages/s keep p99<2ms; above that the client was the limit; at 2,000: the client took messages up late; give it more --threads, or share the load out to several clients",
        SweepWords.Verdict(ByClient));

    [Fact]
    public void A_condition_that_fails_at_the_lowest_rate_is_a_result() => Assert.Equal(
        "no knee: p99<2ms is not kept at the lowest rate, 1,000 messages/s; at 1,000: p99<2ms: it is 3.00 ms; give lower --rates", SweepWords.Verdict(TooLow));

    [Fact]
    public void A_sweep_that_was_stopped_says_what_is_known_so_far() =>
        Assert.Equal("no knee: the sweep was stopped before its end; so far 1,000 messages/s keep p99<2ms", SweepWords.Verdict(Stopped));

    [Theory]
    [InlineData(79, true)]
    [InlineData(59, true)]
    [InlineData(59, false)]
    [InlineData(30, false)]
    public void Text_fits_the_terminal_and_its_characters(int width, bool isUtf8)
    {
        foreach (string line in All.Select(row => Text(row.Data, width, isUtf8)).SelectMany(text => text.Split(Environment.NewLine)))
        {
            // A word that is longer than the line has one of its own.
            Assert.True(line.Length <= width || !line.TrimStart().Contains(' ', StringComparison.Ordinal), line);
            Assert.True(isUtf8 || line.All(char.IsAscii), line);
        }
    }

    [Fact]
    public void The_table_has_the_steps_by_their_rates() =>
        Assert.Equal(
            ["1,000", "2,000", "2,000", "2,000", "2,030", "2,030", "4,000"],
            Rows(Found).Select(row => row[0]));

    [Fact]
    public void The_table_has_of_each_step_what_was_measured() =>
        Assert.Equal(["4,000", "2,000", "800 ms", "800 ms", "800 ms", "320 ms", "50%", "rate"], Rows(Found)[^1]);

    [Fact]
    public void The_chart_has_each_delay_in_its_place_and_the_knee_between()
    {
        string[] rows = [.. Text(Found, 79, isUtf8: true).Split(Environment.NewLine).Where(line => line.Contains('│'))];
        (int Row, int Column)[] Signs(char sign) => [.. rows.SelectMany((row, i) => row.Select((letter, column) => (letter, column)).Where(one => one.letter == sign).Select(one => (i, one.column)))];

        (int Row, int Column)[] responses = [.. Signs('●').OrderBy(one => one.Column)];
        int knee = Signs('┊').Select(one => one.Column).Distinct().Single();
        int millisecond = Array.FindIndex(rows, row => row.Contains("1.00 ms", StringComparison.Ordinal));
        Assert.True(responses[0].Row > millisecond && millisecond > responses[^1].Row);
        Assert.Equal((responses.Max(one => one.Row), responses.Min(one => one.Row)), (responses[0].Row, responses[^1].Row));
        Assert.True(responses[0].Column < knee && knee < responses[^1].Column);
        Assert.All(Signs('×'), service => Assert.Contains(responses, one => one.Row < service.Row));
    }

    [Fact]
    public void A_knee_below_the_lowest_rate_that_was_tried_has_its_place()
    {
        // At so low a rate the two replies that may miss the window are many.
        SweepResult result = Result("p99<2ms", SweepLimit.Server, 10, 20, Step(10, 0.5, StepOutcome.Kept, answered: 0.6), Step(20, 3, StepOutcome.FarFromKept, StepFault.Condition));

        Assert.Equal(6, result.Knee);
        Assert.Contains("┊", Text(result, 79, isUtf8: true), StringComparison.Ordinal);
        Assert.DoesNotMatch("x[12]?=\"-", Written(SweepSvg.Write, result));
    }

    [Fact]
    public void Where_there_is_no_room_for_a_chart_there_is_none()
    {
        Assert.Contains("│", Text(Found, 27, isUtf8: true), StringComparison.Ordinal);
        Assert.DoesNotContain("│", Text(Found, 26, isUtf8: true), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_client_may_have_spoilt_is_marked_and_no_knee_is_drawn()
    {
        string text = Text(ByClient, 79, isUtf8: true);

        Assert.Contains("? response p99, by the client's making", Regex.Replace(text, @"\s+", " "), StringComparison.Ordinal);
        Assert.DoesNotContain("┊", text, StringComparison.Ordinal);
        Assert.Equal("client", Rows(ByClient)[^1][^1]);
    }

    [Fact]
    public void JSON_has_the_knee_and_each_step_with_the_keys_of_a_client_s_result()
    {
        using JsonDocument document = JsonDocument.Parse(Json(Found));
        JsonElement root = document.RootElement, result = root.GetProperty("result");

        Assert.Equal("sweep", root.GetProperty("command").GetString());
        Assert.Equal(("ok", "server"), (result.GetProperty("status").GetString(), result.GetProperty("limit").GetString()));
        Assert.Equal(1_999, result.GetProperty("knee_messages_per_s").GetDouble());
        Assert.Equal(2_030, result.GetProperty("not_kept_messages_per_s").GetDouble());
        JsonElement[] steps = [.. result.GetProperty("steps").EnumerateArray()];
        Assert.Equal([1_000, 2_000, 4_000, 2_030, 2_030, 2_000, 2_000], steps.Select(step => step.GetProperty("rate_messages_per_s").GetDouble()));
        Assert.Equal(["kept", "kept", "not_kept", "not_kept", "not_kept", "kept", "kept"], steps.Select(step => step.GetProperty("outcome").GetString()));
        Assert.Equal([null, null, "rate", "condition", "condition", null, null], steps.Select(step => step.GetProperty("reason").GetString()));
        Assert.All(ResultFields.All.Select(field => field is ReportField<RunResult>.Times ? field.Key + "_us" : field.Key), key => Assert.True(steps[0].TryGetProperty(key, out _), key));
        Assert.Equal(500, steps[1].GetProperty("response_time_us").GetProperty("percentiles").GetProperty("99").GetDouble(), 1.0);
        JsonElement options = root.GetProperty("options");
        Assert.Equal(("p99<2ms", "open"), (options.GetProperty("while").GetString(), options.GetProperty("loop").GetString()));
        Assert.False(options.TryGetProperty("rate_messages_per_s", out _));
    }

    [Fact]
    public void JSON_of_a_sweep_without_a_knee_says_so()
    {
        using JsonDocument document = JsonDocument.Parse(Json(Stopped));
        JsonElement result = document.RootElement.GetProperty("result");

        Assert.Equal(("interrupted", "stopped", true), (result.GetProperty("status").GetString(), result.GetProperty("limit").GetString(), result.GetProperty("interrupted").GetBoolean()));
        Assert.Equal((JsonValueKind.Null, 1_000), (result.GetProperty("knee_messages_per_s").ValueKind, result.GetProperty("kept_messages_per_s").GetDouble()));
        JsonElement threshold = document.RootElement.GetProperty("thresholds").EnumerateArray().Single();
        Assert.Equal((JsonValueKind.Null, true), (threshold.GetProperty("value").ValueKind, threshold.GetProperty("crossed").GetBoolean()));
    }

    [Fact]
    public void CSV_has_a_row_for_each_step_and_the_same_columns_where_there_is_none()
    {
        string[][] rows = [.. Csv(Found).TrimEnd().Split("\r\n").Select(row => row.Split(','))];

        Assert.Equal(8, rows.Length);
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
        Assert.Equal(["knee_messages_per_s", "rate_messages_per_s", "phase", "outcome", "reason"], rows[0].Take(5));
        Assert.Equal(["1999", "2030", "bisection", "not_kept", "condition"], rows[4].Take(5));
        Assert.Equal([rows[0]], [.. Csv(Nothing).TrimEnd().Split("\r\n").Select(row => row.Split(','))]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Picture_and_page_are_well_formed(object result)
    {
        XDocument picture = XDocument.Parse(Written(SweepSvg.Write, (SweepResult)result));
        string page = Written(SweepHtml.Write, (SweepResult)result);

        Assert.NotEmpty(picture.Descendants());
        Assert.All(Regex.Matches(page, "<svg.*?</svg>", RegexOptions.Singleline), svg => XDocument.Parse(svg.Value));
        Assert.EndsWith("</body>\n</html>", page.TrimEnd().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_picture_has_a_curve_for_each_percentile_and_for_the_service_time_and_the_knee()
    {
        string picture = Written(SweepSvg.Write, Found);

        Assert.Equal(["p50", "p99", "p99.9", "service p99"], Regex.Matches(picture, "<g><title>(.*?)</title>").Select(title => title.Groups[1].Value));
        Assert.Contains(">knee 1,999/s<", picture, StringComparison.Ordinal);
        Assert.DoesNotContain(">knee", Written(SweepSvg.Write, ByClient), StringComparison.Ordinal);
        Assert.Contains(">?<", Written(SweepSvg.Write, ByClient), StringComparison.Ordinal);
        Assert.Contains("?: by the client's making", Written(SweepSvg.Write, ByClient), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_was_answered_no_chart_is_drawn()
    {
        string text = Text(Unanswered, 79, isUtf8: true);
        Assert.DoesNotContain("│", text, StringComparison.Ordinal);
        Assert.Contains(SweepWords.NothingAnswered, text, StringComparison.Ordinal);
        Assert.Contains(SweepWords.NothingAnswered, Written(SweepSvg.Write, Unanswered), StringComparison.Ordinal);
        Assert.Contains(SweepWords.NothingAnswered, Written(SweepHtml.Write, Unanswered), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_knee_was_looked_for_none_is_missed()
    {
        Assert.Equal("the server could not be talked to any more; so far 1,000 messages/s were answered", SweepWords.Verdict(Result(null, SweepLimit.Broken, null, null, Step(1_000, 1, StepOutcome.Kept))));
        Assert.Equal("the sweep was stopped before its end; not even the lowest rate was answered", SweepWords.Verdict(Result(null, SweepLimit.Stopped, null, null, Silent(1_000))));
    }

    [Fact]
    public void Times_that_are_the_least_they_may_be_are_marked()
    {
        SweepStep half = Silent(2_000);
        half.Result.Answered = half.Result.Replies = 10_000;
        half.Result.KnownResponse!.RecordNanoseconds(1_000_000, 10_000);
        half.Result.Response!.RecordNanoseconds(1_000_000, 10_000);
        SweepResult result = Result("p99<2ms", SweepLimit.Broken, null, null, Step(1_000, 1, StepOutcome.Kept), half);

        Assert.Equal(["1,000", "1.00 ms", "1.00 ms", "1.00 ms"], Rows(result)[0].Where((_, i) => i is 0 or 2 or 3 or 4));
        Assert.Equal(["2,000", "≥ 5.00 s", "≥ 5.00 s", "≥ 5.00 s"], Rows(result)[1].Where((_, i) => i is 0 or 2 or 3 or 4));
        string text = Regex.Replace(Text(result, 79, isUtf8: true), @"\s+", " ");
        Assert.Contains(" ≥: at least, as replies are missing.", text, StringComparison.Ordinal);
        Assert.Contains("↑ response, at least", text, StringComparison.Ordinal);
        Assert.Contains("no mark: at least", Written(SweepSvg.Write, result), StringComparison.Ordinal);
        Assert.DoesNotContain("at least", Text(ByClient, 79, isUtf8: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_says_what_is_measured_and_how_long_it_takes()
    {
        Assert.Equal("step 3, at least 42 s left  1,600 messages/s  growth", SweepWords.Progress(new(3, 1_600, SweepPhase.Growth, false, TimeSpan.FromSeconds(41.2), true)));
        Assert.Equal("step 3, 5 s left  waiting for the server to recover  confirmation", SweepWords.Progress(new(3, 1_600, SweepPhase.Confirmation, true, TimeSpan.FromSeconds(5), false)));
    }

    /// <summary>A step in which each message waited for its reply for five seconds in vain.</summary>
    private static SweepStep Silent(double rate)
    {
        SweepStep step = Step(rate, 5_000, StepOutcome.FarFromKept, StepFault.Faults);
        step.Result.Answered = step.Result.Replies = 0;
        step.Result.Service = new();
        step.Result.KnownResponse = new();
        step.Result.Faults.TimedOut = step.Result.Sent;
        return step;
    }

    private static IReadOnlyList<IReadOnlyList<string>> Rows(SweepResult result) => [.. SweepTable.Rows(View(result)).Skip(1)];

    private static SweepView View(object result) => new((SweepResult)result, Percentiles, KneeCondition.Parse("knee<20k"), null);

    private static string Text(object result, int width, bool isUtf8) => Written((output, view) => SweepText.Write(output, new TextPage(width, false, isUtf8), view), result);

    private static string Json(SweepResult result) => Written(SweepJson.Write, result);

    private static string Csv(SweepResult result) => Written(SweepCsv.Write, result);

    private static string Written(Action<TextWriter, SweepView> write, object result)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        write(output, View(result));
        return output.ToString();
    }
}

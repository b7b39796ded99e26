using System.Text.Json;
using System.Text.Json.Nodes;
using Pollecho.Diff;
using Pollecho.Output;
using Pollecho.Output.Comparison;
using Pollecho.Output.Diff;
using Pollecho.Tests.Diff;
using Pollecho.Tests.Output.Comparison;

namespace Pollecho.Tests.Output.Diff;

/// <summary>What changed as text, Markdown and JSON.</summary>
public sealed class DiffOutputTests : IDisposable
{
    private static readonly TextPage Page = new(80, HasColour: false, IsUtf8: true);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_of_the_table_has_the_figure_with_its_unit_the_change_and_the_verdict()
    {
        string[] lines = Text(Slower());

        Assert.Contains(Words(lines), line => line is ["rate", "20,400/s", "18,360/s", "-10%", "worse"]);
        Assert.Contains(Words(lines), line => line is ["service.p99", "212", "µs", _, "µs", "+20%", "worse"]);
        Assert.Contains(Words(lines), line => line is ["client_cpu_us_per_message", "25.0", "µs/msg", "25.0", "µs/msg", "0%", "no", "difference"]);
    }

    [Fact]
    public void Better_is_better_whichever_way_the_figure_goes()
    {
        string[][] lines = Words(Text(Diff(ResultTexts.Clients(5, times: 1.2), ResultTexts.Clients(5, rate: 25_000))));

        Assert.Contains(lines, line => line is ["rate", .., "+25%", "better"]);
        Assert.Contains(lines, line => line is ["service.p99", .., "-16.7%", "better"]);
    }

    [Fact]
    public void What_is_0_in_every_run_is_left_out()
    {
        string[] lines = Text(Slower());

        Assert.DoesNotContain(Words(lines), line => line is ["lost", ..]);
        Assert.Contains("Figures that are 0 in every run are left out.", string.Join(' ', lines), StringComparison.Ordinal);
        Assert.Matches(@"^\d+ figures: 6 worse, 0 better, \d+ without a difference\.$", lines[^1]);
    }

    [Fact]
    public void A_percentile_that_is_left_out_says_why()
    {
        Assert.Contains(Words(Text(TooFew())), line => line is ["service.p99.9", "–", "–", "–", "too", "few", "samples"]);
    }

    [Fact]
    public void What_was_0_is_shown_to_grow_from_0()
    {
        static void Lost(JsonNode root) => root["result"]!["faults"]!["lost"] = 3;

        Assert.Contains(Words(Text(Diff(ResultTexts.Clients(5), ResultTexts.Clients(5, rate: 19_999, change: Lost)))), line => line is ["lost", "0", "3.00", "from", "0", "worse"]);
    }

    [Fact]
    public void With_one_run_of_each_it_says_that_it_cannot_tell()
    {
        string[] lines = Text(Diff(ResultTexts.Client(), ResultTexts.Client(rate: 10_000)));

        Assert.Contains(Words(lines), line => line is ["rate", .., "-50%", "not", "judged"]);
        Assert.Contains("warning: 1 run of BASE and 1 of NEW cannot tell a difference from noise: it takes 4 of each", string.Join(' ', lines.Select(line => line.Trim())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_failed_or_is_unlike_is_warned_of()
    {
        static void Unlike(JsonNode root)
        {
            root["options"]!["connections"] = 20;
            root["result"]!["status"] = "failed";
            root["result"]!["error"] = "lost\u001b[2J";
        }

        string text = string.Join(' ', Text(Diff(ResultTexts.Clients(5), ResultTexts.Clients(5, rate: 1, change: Unlike))).Select(line => line.Trim()));

        Assert.Contains("options.connections is 20, not 50", text, StringComparison.Ordinal);
        Assert.Contains(@"its status is failed: lost\x1b[2J", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    public void No_line_is_wider_than_the_page(int width)
    {
        using var output = new StringWriter();
        DiffText.Write(output, Page with { Width = width }, Slower(), [Condition("p99>+10%")]);

        // A path has no place to break.
        Assert.All(output.ToString().Split(Environment.NewLine).Where(line => !line.Contains(_folder.Path, StringComparison.Ordinal)), line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void Where_the_terminal_shows_only_ASCII_so_does_the_text()
    {
        using var output = new StringWriter();
        DiffText.Write(output, Page with { IsUtf8 = false }, TooFew(), []);
        string text = output.ToString();

        Assert.Contains(Words(text.Split(Environment.NewLine)), line => line is ["service.p99", _, "us", ..]);
        Assert.Contains(Words(text.Split(Environment.NewLine)), line => line is ["service.p99.9", "-", "-", "-", ..]);
        Assert.All(text, letter => Assert.True(char.IsAscii(letter), $"{letter}"));
    }

    [Fact]
    public void The_parts_of_a_comparison_have_a_table_each()
    {
        using var compare = new StringWriter();
        CompareJson.Write(compare, ComparisonSamples.Full("spin,select"));

        string[] lines = Text(Diff(compare.ToString(), compare.ToString().Replace("\"quick\": false", "\"quick\": true", StringComparison.Ordinal)));

        Assert.Equal(
            ["idle.spin", "idle.select", "sparse.spin", "sparse.select", "saturated.spin", "saturated.select", "crowded.spin", "crowded.select"],
            lines.Where(line => line.Contains('.', StringComparison.Ordinal) && !line.Contains(' ', StringComparison.Ordinal)));
    }

    [Fact]
    public void A_condition_is_shown_with_what_became_of_it()
    {
        using var output = new StringWriter();
        DiffText.Write(output, Page, Slower(), [Condition("p99>+10%"), Condition("rate<-50%")]);
        string[] lines = output.ToString().Split(Environment.NewLine);

        Assert.Equal(["p99>+10%: service.p99 is +20%", "rate<-50%: passed, it is -10%"], lines[^3..^1]);
    }

    [Fact]
    public void Markdown_has_the_summary_first_and_rows_that_are_tables()
    {
        using var output = new StringWriter();
        DiffMarkdown.Write(output, Slower(), [Condition("p99>+10%")]);
        string[] lines = output.ToString().Split(Environment.NewLine);

        Assert.StartsWith("**", lines[0], StringComparison.Ordinal);
        Assert.Contains(@"- p99\>+10%: service.p99 is +20%", lines);
        Assert.Contains("| `rate` | 20,400/s | 18,360/s | -10% | **worse** |", lines);
        Assert.All(lines.Where(line => line.StartsWith('|')), line => Assert.Equal(6, line.Count(letter => letter == '|')));
    }

    [Fact]
    public void Nothing_from_a_file_is_markup()
    {
        using var output = new StringWriter();
        DiffMarkdown.Write(output, Diff(ResultTexts.Client(), ResultTexts.Client(rate: 1, change: root => root["options"]!["wait"] = "<script>|[x](y)@team")), []);

        Assert.Contains(@"\<script\>\|\[x\](y)\@team", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_has_every_figure_with_its_runs_and_its_verdict()
    {
        using var output = new StringWriter();
        DiffJson.Write(output, Slower(), [Condition("p99>+10%"), Condition("rate<-50%")]);
        using JsonDocument document = JsonDocument.Parse(output.ToString());
        JsonElement root = document.RootElement;
        JsonElement rate = root.GetProperty("figures").EnumerateArray().Single(figure => figure.GetProperty("figure").GetString() == "rate");

        Assert.Equal("client", root.GetProperty("compared").GetString());
        Assert.Equal(5, root.GetProperty("new").GetProperty("runs").GetInt32());
        Assert.Equal((6, 0), (root.GetProperty("worse").GetInt32(), root.GetProperty("better").GetInt32()));
        Assert.Equal("messages_per_s", rate.GetProperty("key").GetString());
        Assert.Equal((5, 20_400, 20_000, 20_800), Spread(rate.GetProperty("base")));
        Assert.Equal((5, 18_360, 18_000, 18_720), Spread(rate.GetProperty("new")));
        Assert.Equal(-10, rate.GetProperty("change_percent").GetDouble());
        Assert.Equal(("lower", "worse"), (rate.GetProperty("difference").GetString(), rate.GetProperty("verdict").GetString()));
        Assert.Contains(root.GetProperty("figures").EnumerateArray(), figure => figure.GetProperty("figure").GetString() == "lost" && figure.GetProperty("difference").GetString() == "no_difference");
        Assert.Equal([true, false], root.GetProperty("thresholds").EnumerateArray().Select(threshold => threshold.GetProperty("crossed").GetBoolean()));
    }

    private static (int Runs, double Median, double Min, double Max) Spread(JsonElement spread) =>
        (spread.GetProperty("runs").GetInt32(), spread.GetProperty("median").GetDouble(), spread.GetProperty("min").GetDouble(), spread.GetProperty("max").GetDouble());

    private DiffResult Slower() => Diff(ResultTexts.Clients(5), ResultTexts.Clients(5, rate: 18_000, times: 1.2));

    /// <summary>With too few samples for the highest percentile, which is then not known.</summary>
    private DiffResult TooFew()
    {
        static void Few(JsonNode root) => root["result"]!["service_time_us"]!["count"] = 1_000;

        return Diff(ResultTexts.Clients(5, change: Few), ResultTexts.Clients(5, rate: 19_999, change: Few));
    }

    private DiffResult Diff(string before, string after) => DiffResult.Read(_folder.Write("base.json", before), _folder.Write("new.json", after));

    private static ChangeCondition Condition(string text) => ChangeCondition.TryParse(text, out ChangeCondition? condition, out _) ? condition! : throw new ArgumentException(text, nameof(text));

    private static string[] Text(DiffResult result)
    {
        using var output = new StringWriter();
        DiffText.Write(output, Page, result, []);
        return output.ToString().TrimEnd().Split(Environment.NewLine);
    }

    private static string[][] Words(string[] lines) => [.. lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}

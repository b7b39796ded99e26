using Pollecho.Commands;
using Pollecho.Compare;
using Pollecho.Compare.Child;
using Pollecho.Output.Comparison;

namespace Pollecho.Tests.Output.Comparison;

/// <summary>What a reader of a comparison needs to know before its first table, in each form that is read.</summary>
public class CompareReportsTests
{
    private static readonly CompareResult Result = new(new ComparePlan { Contenders = ContenderParser.ParseList("spin,select"), Reference = ContenderParser.Parse("spin") });

    [Theory]
    [InlineData("text", "at a glance: ")]
    [InlineData("markdown", "**at a glance**: ")]
    [InlineData("html", "<h2>Four claims")]
    public void Every_regime_is_explained_before_its_name_is_used(string form, string table)
    {
        string report = Written(form switch
        {
            "text" => (output, result) => CompareText.Write(output, result, width: null),
            "markdown" => CompareMarkdown.Write,
            _ => (output, compared) => CompareHtml.Write(output, compared),
        });
        string head = report[..report.IndexOf(table, StringComparison.Ordinal)];

        Assert.All(Regime.All, regime => Assert.Contains(regime.Describe(Result.Plan), head, StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_messages_went_over_is_said_if_it_is_not_TCP()
    {
        var over = new CompareResult(Result.Plan with { Over = Transport.Unix });
        Action<TextWriter, CompareResult>[] forms = [(output, result) => CompareText.Write(output, result, width: null), CompareMarkdown.Write, (output, compared) => CompareHtml.Write(output, compared), CompareSvg.Write, CompareJson.Write];
        foreach (Action<TextWriter, CompareResult> write in forms)
        {
            using StringWriter unix = new(), tcp = new();
            write(unix, over);
            write(tcp, Result);

            bool isJson = write == CompareJson.Write;
            Assert.Contains(isJson ? "\"over\": \"unix\"" : "over unix", unix.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("over unix", tcp.ToString(), StringComparison.Ordinal);
            Assert.Equal(isJson, tcp.ToString().Contains("\"over\": \"tcp\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_warning_on_the_page_names_no_regime_before_that_is_explained()
    {
        using var page = new StringWriter();
        CompareHtml.Write(page, ComparisonSamples.Full("spin,select", disturbed: true));

        int explained = page.ToString().IndexOf($"<strong>{Regime.Idle.Name}</strong>", StringComparison.Ordinal);
        Assert.InRange(page.ToString().IndexOf("Warning</strong>: idle", StringComparison.Ordinal), explained, int.MaxValue);
    }

    [Fact]
    public void Each_finding_is_an_item_of_its_own_in_every_form()
    {
        CompareResult result = ComparisonSamples.Full("spin,sleep,select");
        string[] findings = [.. CompareReading.Of(result).SelectMany(reading => reading.Findings(result))];
        using StringWriter text = new(), markdown = new(), page = new();
        CompareText.Write(text, result, width: null);
        CompareMarkdown.Write(markdown, result);
        CompareHtml.Write(page, result);

        Assert.All(findings, finding => Assert.Contains($"\n   - {finding}{text.NewLine}", text.ToString(), StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.Contains($"\n   - {finding}{text.NewLine}", markdown.ToString(), StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.Contains($"<li>{System.Net.WebUtility.HtmlEncode(finding)}</li>", page.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(119)]
    [InlineData(79)]
    [InlineData(59)]
    [InlineData(39)]
    public void On_a_terminal_no_line_is_longer_than_it_is_wide_and_no_word_is_lost(int width)
    {
        CompareResult result = ComparisonSamples.Full("spin,sleep:500ms,select,select,adaptive,blocking", disturbed: true);
        using StringWriter wide = new() { NewLine = "\n" }, narrow = new() { NewLine = "\n" };
        CompareText.Write(wide, result, width: null);
        CompareText.Write(narrow, result, width);

        Assert.All(narrow.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, width));
        Assert.Superset(Words(narrow.ToString()), Words(wide.ToString()));

        static HashSet<string> Words(string text) => [.. text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)];
    }

    [Fact]
    public void On_the_narrowest_terminal_it_is_written_nevertheless()
    {
        for (int width = 1; width < 30; width++)
        {
            using var output = new StringWriter();
            CompareText.Write(output, ComparisonSamples.Full("spin,sleep:500ms,select"), width);
            Assert.Contains("work/s", output.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_verdict_has_a_key_and_words() =>
        Assert.Equal(Enum.GetValues<Verdict>().Length, Enum.GetValues<Verdict>().DistinctBy(verdict => verdict.Key() + verdict.Words()).Count());

    private static string Written(Action<TextWriter, CompareResult> write)
    {
        using var writer = new StringWriter();
        write(writer, Result);
        return writer.ToString();
    }
}

using Pollecho.Commands;
using Pollecho.Compare;
using Pollecho.Output.Comparison;

namespace Pollecho.Tests.Output.Comparison;

/// <summary>What a reader of a comparison needs to know before its first table, in each form that is read.</summary>
public class CompareReportsTests
{
    private static readonly CompareResult Result = new(new ComparePlan { Contenders = Contenders.ParseList("spin,select"), Reference = Contenders.Parse("spin") });

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
            _ => CompareHtml.Write,
        });
        string head = report[..report.IndexOf(table, StringComparison.Ordinal)];

        Assert.All(Regime.All, regime => Assert.Contains(regime.Describe(Result.Plan), head, StringComparison.Ordinal));
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

using System.Globalization;
using System.Text.RegularExpressions;
using Pollecho.Compare;
using Pollecho.Output.Charts;
using Pollecho.Output.Comparison;

namespace Pollecho.Tests.Output.Comparison;

/// <summary>The charts of a comparison: what they show, and that what was not measured is not shown.</summary>
public partial class CompareChartsTests
{
    private const string Twelve = "spin,select,select,select,adaptive,select,blocking,async,sleep:1ms,sleep:5ms,sleep,yield";

    [Fact]
    public void A_single_round_trip_has_no_percentile_and_no_curve()
    {
        CompareResult result = ComparisonSamples.Empty("spin,select");
        result.Add(Regime.Saturated, "spin", 0, ComparisonSamples.Sample(roundTrips: 1));
        Assert.Null(ComparePercentiles.Of(result, Regime.Saturated));

        result.Add(Regime.Saturated, "select", 0, ComparisonSamples.Sample(roundTrips: 1_000));
        string chart = ComparePercentiles.Of(result, Regime.Saturated)!.Body;
        Assert.Contains("<title>select</title>", chart, StringComparison.Ordinal);
        Assert.DoesNotContain("spin", chart, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_measured_has_no_chart()
    {
        CompareResult result = ComparisonSamples.Empty();
        Assert.Null(CompareCosts.Of(result, Regime.Sparse));
        Assert.Null(CompareBars.Of(result, Regime.Idle, Metric.CpuPercent));
        Assert.Equal((0, 1), (Written((output, compared) => CompareHtml.Write(output, compared), result, "<figure>"), Written((output, compared) => CompareHtml.Write(output, compared), result, "Nothing was measured")));
        Assert.Equal((0, 1), (Written(CompareSvg.Write, result, "<path"), Written(CompareSvg.Write, result, "Nothing was measured")));

        result.Add(Regime.Idle, "select", 0, ComparisonSamples.Sample(roundTrips: 0));
        Assert.Equal((2, 0), (Written((output, compared) => CompareHtml.Write(output, compared), result, "<figure>"), Written((output, compared) => CompareHtml.Write(output, compared), result, "Nothing was measured")));
    }

    [Fact]
    public void Each_contender_is_named_once_in_each_chart_and_by_its_mark()
    {
        CompareResult result = ComparisonSamples.Full(Twelve);
        foreach (Chart? chart in new[] { ComparePercentiles.Of(result, Regime.Crowded), CompareCosts.Of(result, Regime.Crowded), CompareBars.Of(result, Regime.Idle, Metric.CpuPercent) })
        {
            Assert.Equal(
                result.Plan.Contenders.Select(contender => contender.Name).Order(StringComparer.Ordinal),
                NameInChart().Matches(chart!.Body).Select(name => name.Groups[1].Value).Intersect(result.Plan.Contenders.Select(contender => contender.Name)).Order(StringComparer.Ordinal));
            Assert.Equal(12, NameInChart().Matches(chart.Body).Count(name => !name.Value.Contains("class", StringComparison.Ordinal) && !char.IsAsciiDigit(name.Groups[1].Value[0])));
        }
    }

    [Theory]
    [InlineData(false, "The machine was quiet: other programs were in the way in none of 64 windows")]
    [InlineData(true, "The machine was busy: other programs were in the way in 64 of 64 windows")]
    public void Page_and_picture_say_when_where_and_whether_the_machine_was_quiet(bool disturbed, string quiet)
    {
        CompareResult result = ComparisonSamples.Full("spin,select", disturbed);
        string[] conditions = [.. CompareConditions.Of(result)];

        Assert.Contains(quiet, conditions);
        Assert.Contains($"{result.Began.UtcDateTime:yyyy-MM-dd HH:mm} UTC", conditions[1], StringComparison.Ordinal);
        Assert.Contains(Pollecho.Platform.SystemFacts.Kernel, conditions[0], StringComparison.Ordinal);
        Assert.All(conditions, line => Assert.Equal(1, Written((output, compared) => CompareHtml.Write(output, compared), result, line)));
        string picture = Tags().Replace(Text(CompareSvg.Write, result), " ");
        Assert.All(conditions.SelectMany(line => line.Split(' ')), word => Assert.Contains(word, picture, StringComparison.Ordinal));
    }

    [Fact]
    public void A_system_that_does_not_say_what_others_do_is_not_called_quiet()
    {
        CompareResult result = ComparisonSamples.Empty();
        result.Add(Regime.Idle, "select", 0, ComparisonSamples.Sample(roundTrips: 0) with { Disturbance = new(null, null, 0, 1) });

        Assert.Contains("It is not known whether other programs were in the way in 1 of 1 window", CompareConditions.Of(result));
    }

    [Fact]
    public void A_page_says_of_what_the_CPU_is_a_share() =>
        Assert.DoesNotMatch("CPU %(?! of one core)", Text((output, compared) => CompareHtml.Write(output, compared), ComparisonSamples.Full("spin,select")));

    [Theory]
    [InlineData(20)]
    [InlineData(90_000)]
    [InlineData(7_000_000)]
    public void No_figure_of_an_axis_leaves_the_chart(double figure)
    {
        CompareResult result = ComparisonSamples.Empty();
        result.Add(Regime.Sparse, "spin", 0, ComparisonSamples.Sample(1_000, figure, cpu: figure));
        foreach (Match text in AxisText().Matches(CompareCosts.Of(result, Regime.Sparse)!.Body))
        {
            double x = double.Parse(text.Groups["x"].ValueSpan, CultureInfo.InvariantCulture), width = ChartText.Width(text.Groups["text"].Value);
            double left = text.Groups["anchor"].Value switch { "end" => x - width, "middle" => x - (width / 2), _ => x };
            Assert.True(left >= 0 && left + width <= Chart.Width, text.Value);
        }
    }

    [Fact]
    public void A_figure_of_0_is_not_drawn_over_the_figures_of_the_axis()
    {
        CompareResult result = ComparisonSamples.Empty();
        result.Add(Regime.Sparse, "spin", 0, ComparisonSamples.Sample(1_000, cpu: 0));
        result.Add(Regime.Sparse, "select", 0, ComparisonSamples.Sample(1_000, cpu: 500));
        string chart = CompareCosts.Of(result, Regime.Sparse)!.Body;

        double axis = double.Parse(Regex.Match(chart, "x1=\"([0-9.]+)\" x2").Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        double lowest = Regex.Matches(chart, @"translate\(([0-9.]+) ").Min(mark => double.Parse(mark.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        Assert.InRange(lowest, axis + 5, axis + 100);
    }

    private static int Written(Action<TextWriter, CompareResult> write, CompareResult result, string what) => Regex.Count(Text(write, result), Regex.Escape(Escaped(what)));

    private static string Escaped(string text) => text.StartsWith('<') ? text : System.Net.WebUtility.HtmlEncode(text);

    private static string Text(Action<TextWriter, CompareResult> write, CompareResult result)
    {
        using var writer = new StringWriter();
        write(writer, result);
        return writer.ToString();
    }

    [GeneratedRegex("<text [^>]*>([^<]+)</text>")]
    private static partial Regex NameInChart();

    [GeneratedRegex("<text class=\"tick\" [^>]*x=\"(?<x>[^\"]*)\" y=\"[^\"]*\" text-anchor=\"(?<anchor>[^\"]*)\">(?<text>[0-9,.]+)</text>")]
    private static partial Regex AxisText();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}

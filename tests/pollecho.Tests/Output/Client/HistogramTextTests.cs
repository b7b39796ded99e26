using CsCheck;
using Pollecho.Measurement;
using Pollecho.Output;
using Pollecho.Output.Client;

namespace Pollecho.Tests.Output.Client;

public class HistogramTextTests
{
    private static readonly TextPage Wide = new(80, false, true);

    [Fact]
    public void Bars_are_in_proportion_and_few_are_not_none() => Assert.Equal(
        [
            "to    100 µs   10.00%  ████████████",
            "to    200 µs    0.00%",
            "to    500 µs   40.00%  ██████████████████████████████████████████████████",
            "to   1.00 ms   40.00%  ██████████████████████████████████████████████████",
            "to   2.00 ms    9.70%  ████████████",
            "to   5.00 ms    0.00%",
            "to   10.0 ms    0.20%  ▏",
            "over 10.0 ms    0.10%  ▏",
        ],
        Lines(Wide, (60_000, 1000), (300_000, 4000), (600_000, 4000), (1_400_000, 970), (9_000_000, 20), (3_000_000_000, 10)));

    [Fact]
    public void Where_the_terminal_has_no_such_signs_they_are_ascii() =>
        Assert.All(Lines(new TextPage(60, false, false), (100_000, 1000), (150_000, 1), (900_000, 20)), line => Assert.All(line, sign => Assert.InRange(sign, ' ', '~')));

    [Fact]
    public void Of_one_duration_there_is_one_row() => Assert.Equal(["to    100 µs  100.00%  ██████████████████████████████████████████████████"], Lines(Wide, (100_000, 3)));

    [Fact]
    public void Nothing_recorded_is_nothing_shown() => Assert.Empty(Lines(Wide));

    [Theory]
    [InlineData(79)]
    [InlineData(59)]
    [InlineData(34)]
    public void Rows_fit(int width) =>
        Assert.All(Lines(new TextPage(width, false, true), (100_000, 1000), (900_000, 20)), line => Assert.InRange(line.Length, 1, width));

    [Fact]
    public void Every_duration_is_in_one_row_and_there_are_no_more_rows_than_fit() =>
        Gen.Select(Gen.Long[0, LatencyHistogram.HighestTrackable], Gen.Long[1, 1000]).Array[1, 50].Sample(recorded =>
        {
            IReadOnlyList<HistogramText.HistogramRow> rows = HistogramText.Rows(Histogram(recorded));
            double?[] bounds = [.. rows.Select(row => row.UpTo ?? double.PositiveInfinity)];

            return rows.Sum(row => row.Count) == recorded.Sum(one => one.Item2) && rows.Count <= 14 && bounds.SequenceEqual(bounds.Order());
        });

    private static string[] Lines(TextPage page, params (long Nanoseconds, long Count)[] recorded)
    {
        using var output = new StringWriter { NewLine = "\n" };
        HistogramText.Write(output, Histogram(recorded), page);
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).SkipWhile(line => line.TrimEnd('\r') == "distribution")];
    }

    private static LatencyHistogram Histogram((long Nanoseconds, long Count)[] recorded)
    {
        var histogram = new LatencyHistogram();
        Array.ForEach(recorded, one => histogram.RecordNanoseconds(one.Nanoseconds, one.Count));
        return histogram;
    }
}

using System.Globalization;
using Pollecho.Measurement;
using Pollecho.Text;

namespace Pollecho.Output.Client;

/// <summary>
/// A distribution as bars, a row for each range of durations. The ranges grow by about the same factor (a logarithmic scale),
/// with round bounds as close together as leaves no more rows than fit a screen; the bars are in proportion to the counts.
/// </summary>
internal static class HistogramText
{
    private const int MostRows = 12;
    private const int LongestBar = 50;
    private const int ShortestBar = 10;

    /// <summary>Beyond these percentiles durations are in the first and the last row: a single one does not push the bounds apart.</summary>
    private const double Low = 0.1, High = 99.9;

    /// <summary>The bounds of ranges in a decade: the finest that fits is taken.</summary>
    private static readonly double[][] Scales =
    [
        [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8],
        [1, 1.5, 2, 3, 5, 7],
        [1, 2, 5],
        [1],
    ];

    /// <summary>Writes a heading and the rows; nothing if nothing was recorded.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="histogram">The distribution.</param>
    /// <param name="page">How wide the rows may be, and in which signs.</param>
    public static void Write(TextWriter output, LatencyHistogram histogram, TextPage page)
    {
        IReadOnlyList<HistogramRow> rows = Rows(histogram);
        if (rows.Count == 0)
        {
            return;
        }

        long most = rows.Max(row => row.Count);
        output.Write($"distribution{Environment.NewLine}");
        foreach ((double? upTo, long count) in rows)
        {
            string bound = upTo is { } bounded ? $"to   {Units.Duration(bounded),7}" : $"over {Units.Duration(rows[^2].UpTo!.Value),7}";
            string share = (100.0 * count / histogram.Count).ToString("0.00", CultureInfo.InvariantCulture);
            string start = $"{bound}  {share,6}%  ";
            int room = Math.Clamp(page.Width - start.Length, ShortestBar, LongestBar);
            output.WriteLine(page.Glyphs(start + Bar(count, most, room)).TrimEnd(' '));
        }
    }

    /// <summary>The ranges in order.</summary>
    internal static IReadOnlyList<HistogramRow> Rows(LatencyHistogram histogram)
    {
        if (histogram.Count == 0)
        {
            return [];
        }

        double low = Math.Max(1, histogram.Percentile(Low)), high = Math.Max(low, histogram.Percentile(High));
        double[] bounds = Scales.Select(scale => Bounds(scale, low, high)).FirstOrDefault(fitting => fitting.Length < MostRows) ?? Bounds(Scales[^1], low, high);
        long[] counts = new long[bounds.Length + 1];
        foreach ((long nanoseconds, long count) in histogram.Recorded)
        {
            int row = Array.FindIndex(bounds, bound => nanoseconds <= bound);
            counts[row < 0 ? bounds.Length : row] += count;
        }

        var rows = new List<HistogramRow>();
        for (int row = 0; row < bounds.Length; row++)
        {
            rows.Add(new(bounds[row], counts[row]));
        }

        if (counts[^1] > 0)
        {
            rows.Add(new(null, counts[^1]));
        }

        return rows;
    }

    /// <summary>The bounds of a scale from the first that reaches <paramref name="low"/> to the first that reaches <paramref name="high"/>.</summary>
    private static double[] Bounds(double[] scale, double low, double high)
    {
        List<double> bounds = [];
        for (double decade = Math.Pow(10, Math.Floor(Math.Log10(low))); ; decade *= 10)
        {
            foreach (double step in scale)
            {
                if (decade * step >= low)
                {
                    bounds.Add(decade * step);
                }

                if (decade * step >= high)
                {
                    return [.. bounds];
                }
            }
        }
    }

    /// <summary>A bar; however few are not none.</summary>
    private static string Bar(long count, long most, int room)
    {
        int length = (int)Math.Round((double)count * room / most);
        return length > 0 ? new string('█', length) : count > 0 ? "▏" : "";
    }

    /// <summary>A range.</summary>
    /// <param name="UpTo">Its upper bound in nanoseconds, which lies in it; null for none.</param>
    /// <param name="Count">How many durations are in it.</param>
    internal sealed record HistogramRow(double? UpTo, long Count);
}

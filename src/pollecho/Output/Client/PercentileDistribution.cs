using System.Globalization;
using System.Text;
using Pollecho.Measurement;

namespace Pollecho.Output.Client;

/// <summary>
/// A distribution in HdrHistogram's percentile form, in microseconds. Steps become finer towards 100%: five to each half of
/// what is left, as <c>AbstractHistogram.outputPercentileDistribution</c> has them: https://github.com/HdrHistogram/HdrHistogram.
/// </summary>
internal static class PercentileDistribution
{
    private const int StepsToHalf = 5;
    private const double NanosecondsPerUnit = 1000;

    /// <summary>The text. Its lines end in \n on every system, which is what the plotter splits at.</summary>
    public static string Of(LatencyHistogram histogram)
    {
        var text = new StringBuilder("       Value     Percentile TotalCount 1/(1-Percentile)\n\n");
        long seen = 0;
        long longest = 0;
        double level = 0;
        for (int bucket = 0; bucket < HistogramBuckets.Count && seen < histogram.Count; bucket++)
        {
            long count = histogram.CountIn(bucket);
            seen += count;
            longest = HistogramBuckets.Longest(bucket);
            while (count > 0 && 100.0 * seen / histogram.Count >= level)
            {
                Line(text, $"{Units(longest)} {level / 100:F12} {seen,10} {1 / (1 - (level / 100)),14:F2}");
                level = Next(level);
                if (seen == histogram.Count)
                {
                    Line(text, $"{Units(longest)} {1:F12} {seen,10}");
                    break;
                }
            }
        }

        Line(text, $"#[Mean    = {Units(histogram.MeanNanoseconds)}, StdDeviation   = {Units(histogram.StdDevNanoseconds)}]");
        Line(text, $"#[Max     = {Units(longest)}, Total count    = {histogram.Count,12}]");
        Line(text, $"#[Buckets = {HistogramBuckets.Ranges,12}, SubBuckets     = {HistogramBuckets.OfFirstRange,12}]");
        return text.ToString();
    }

    private static double Next(double level)
    {
        // What is left, as a power of two.
        double halves = Math.Pow(2, (long)Math.Log2(100 / (100 - level)) + 1);
        return level + (100 / (StepsToHalf * halves));
    }

    private static string Units(double nanoseconds) => (nanoseconds / NanosecondsPerUnit).ToString("F3", CultureInfo.InvariantCulture).PadLeft(12);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

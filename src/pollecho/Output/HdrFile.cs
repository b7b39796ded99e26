using System.Globalization;
using Pollecho.Measurement;

namespace Pollecho.Output;

/// <summary>
/// The whole distribution as a file in HdrHistogram's percentile form (<c>.hgrm</c>), in microseconds: what its
/// plotter reads, and what wrk2, hdr-plot and others exchange.
/// </summary>
internal static class HdrFile
{
    /// <summary>Writes the file, in place of one that is there.</summary>
    /// <exception cref="IOException">The path cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The path may not be written to, or is a directory.</exception>
    public static void Write(string path, LatencyHistogram histogram)
    {
        // The library formats its numbers as the writer's culture says, and ends lines in \n on every system,
        // which is what the plotter splits at.
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        histogram.WriteDistribution(text);

        // Without a sample the mean is not a number here; HdrHistogram's own text for it is 0, in as many columns.
        string distribution = text.ToString().Replace("  NaN", "0.000", StringComparison.Ordinal);
        File.WriteAllText(path, distribution);
    }
}

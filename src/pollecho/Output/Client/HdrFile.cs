using System.Text;
using Pollecho.Measurement;

namespace Pollecho.Output.Client;

/// <summary>
/// The whole distribution as a file in HdrHistogram's percentile form (<c>.hgrm</c>), in microseconds: what its
/// plotter reads, and what wrk2, hdr-plot and others exchange.
/// </summary>
internal static class HdrFile
{
    /// <summary>Opens the file, or makes it. What it holds stays until it is written.</summary>
    /// <exception cref="IOException">The path cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The path may not be written to, or is a directory.</exception>
    public static FileStream Open(string path) =>
        // Without a buffer, so that what cannot be written is an error of the write, and not of the close.
        new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>Writes it, in place of what it holds.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(FileStream file, LatencyHistogram histogram)
    {
        // A pipe has no length, and a device none that could be set.
        if (file.CanSeek && file.Length > 0)
        {
            file.SetLength(0);
        }

        file.Write(Encoding.ASCII.GetBytes(PercentileDistribution.Of(histogram)));
    }
}

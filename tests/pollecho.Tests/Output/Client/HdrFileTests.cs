using System.Globalization;
using Pollecho.Measurement;
using Pollecho.Output.Client;
using Pollecho.Tests.Client;

namespace Pollecho.Tests.Output.Client;

public sealed class HdrFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("pollecho");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_plotter_can_read_it_and_finds_microseconds()
    {
        List<(double Microseconds, double Inverse)> points = Plot(Write(RunSamples.Even(200_000, from: 10_000)));

        Assert.True(points.Count > 20, $"only {points.Count} points");
        Assert.Equal(points.OrderBy(point => point.Inverse), points);
        Assert.Equal(points.OrderBy(point => point.Microseconds), points);
        Assert.Equal(10, points[0].Microseconds, 0.01);
        Assert.Equal(1, points[0].Inverse);
        (double median, _) = Assert.Single(points, point => point.Inverse == 2);
        Assert.Equal(110, median, 0.11);
        (double ninety, _) = Assert.Single(points, point => point.Inverse == 10);
        Assert.Equal(190, ninety, 0.19);
    }

    [Fact]
    public void It_has_the_header_and_the_totals_of_the_format()
    {
        string[] lines = Write(RunSamples.Even(200_000, from: 10_000)).Split('\n');

        Assert.Equal("Value Percentile TotalCount 1/(1-Percentile)", string.Join(' ', Words(lines[0])));
        Assert.Equal("", lines[1]);
        Assert.Equal(["210.047", "1.000000000000", "200000"], Words(lines[^5]));
        Assert.Matches(@"^#\[Mean    = +109\.999, StdDeviation   = +57\.\d{3}\]$", lines[^4]);
        Assert.Matches(@"^#\[Max     = +2\d\d\.\d{3}, Total count    = +200000\]$", lines[^3]);
        Assert.Matches(@"^#\[Buckets = +\d+, SubBuckets     = +\d+\]$", lines[^2]);
        Assert.Equal("", lines[^1]);
    }

    [Fact]
    public void It_is_plain_text_with_one_kind_of_line_end()
    {
        string text = Write(RunSamples.Even(2_000_000, from: 10_000));

        Assert.DoesNotContain('\r', text);
        Assert.DoesNotContain(',', text.Replace(", ", "", StringComparison.Ordinal));
        Assert.All(text, c => Assert.True(char.IsAscii(c)));
    }

    [Fact]
    public void Nothing_recorded_is_a_file_without_points()
    {
        string text = Write(new LatencyHistogram());

        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.Contains("#[Mean    =        0.000, StdDeviation   =        0.000]\n", text, StringComparison.Ordinal);
        Assert.Empty(Plot(text));
    }

    [Fact]
    public void A_file_that_is_there_is_replaced()
    {
        string longer = Write(RunSamples.Even(200_000, from: 10_000));
        string shorter = Write(RunSamples.Same(10_000, 1));

        Assert.True(shorter.Length < longer.Length);
    }

    [Fact]
    public void A_file_that_was_opened_only_is_left_as_it_was()
    {
        string before = Write(RunSamples.Same(10_000, 1));

        HdrFile.Open(Path.Combine(_directory.FullName, "a.hgrm")).Dispose();

        Assert.Equal(before, File.ReadAllText(Path.Combine(_directory.FullName, "a.hgrm")));
    }

    [Fact]
    public void A_path_that_cannot_be_written_to_is_an_error()
    {
        Assert.Throws<UnauthorizedAccessException>(() => HdrFile.Open(_directory.FullName));
        Assert.ThrowsAny<IOException>(() => HdrFile.Open(Path.Combine(_directory.FullName, "missing", "a.hgrm")));
    }

    private string Write(LatencyHistogram histogram)
    {
        string path = Path.Combine(_directory.FullName, "a.hgrm");
        using (FileStream file = HdrFile.Open(path))
        {
            HdrFile.Write(file, histogram);
        }

        return File.ReadAllText(path);
    }

    /// <summary>The points that HdrHistogram's own plotter (plotFiles.html) would find: lines of four words, of which two are numbers.</summary>
    private static List<(double Microseconds, double Inverse)> Plot(string text)
    {
        List<(double, double)> points = [];
        foreach (string line in text.Split('\n').Where(line => !line.StartsWith('#')))
        {
            string[] words = Words(line);
            if (words.Length == 4
                && double.TryParse(words[0], CultureInfo.InvariantCulture, out double microseconds)
                && double.TryParse(words[3], CultureInfo.InvariantCulture, out double inverse))
            {
                points.Add((microseconds, inverse));
            }
        }

        return points;
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

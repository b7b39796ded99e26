using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;
using Pollecho.Measurement;

namespace Pollecho.Tests.Measurement;

public class HistogramCodecTests
{
    // Made by Java's HdrHistogram 2.1.11 and hdr-histogram-js 3.0.1, with the bounds of LatencyHistogram, from Recorded.
    private const string ByJava = "HISTFAAAADl4nJNpmSzMwMAgzgABzFCaEch0M9ixgMH+A0SAieU0P9tqASYOpo1/GRs6q44/YuSbysUCAAX4C5w=";
    private const string ByJavaScript = "HISTFAAAAD14nJNpmSzMwMAgzsDAwMjAwMDMAAGMDAzMbgY7FjDA+Ewsp/nZVgswcTBt/MvY0Fl1/BEj31QuFgDidApv";
    private const string EmptyByJava = "HISTFAAAACF4nJNpmSzMwMDAyAABzFAayGd2M9ixgMH+A1QEAFKmBEw=";

    private const int HeaderLength = 40;

    private static readonly (long Nanoseconds, long Count)[] Recorded =
    [
        (0, 1), (1, 2), (1000, 3), (2047, 1), (2048, 4), (2050, 1), (123_456_789, 1_000_000), ((1L << 41) + 5, 7), (LatencyHistogram.HighestTrackable, 2),
    ];

    private static readonly double[] Percentiles = [0, 10, 50, 90, 99, 99.9, 100];

    private static readonly Gen<(long, long)[]> Durations = Gen.OneOf(
        Gen.Select(Gen.Int[0, HistogramBuckets.Count - 1].Select(HistogramBuckets.Shortest), Gen.Long[1, 1000]).Array[0, 300],
        Gen.Select(Gen.Long[0, 2 * LatencyHistogram.HighestTrackable], Gen.Long[1, LatencyHistogram.MostRestored / 10]).Array[0, 10],
        Gen.Select(Gen.Long[20_000, 20_500], Gen.Long[1, 3]).Array[1, 1000]);

    public static TheoryData<string> Foreign => [ByJava, ByJavaScript];

    [Fact]
    public void What_was_written_is_read_as_it_was() => Durations.Sample(durations =>
    {
        LatencyHistogram histogram = Record(durations);
        LatencyHistogram restored = Restore(HistogramCodec.Encode(histogram), histogram);

        AssertSame(histogram, restored);
    });

    [Fact]
    public void The_sum_of_those_read_is_that_of_all_that_was_recorded() => Gen.Select(Durations, Durations).Sample((one, other) =>
    {
        LatencyHistogram sum = Restore(HistogramCodec.Encode(Record(one)), Record(one));
        sum.Add(Restore(HistogramCodec.Encode(Record(other)), Record(other)));

        AssertSame(Record([.. one, .. other]), sum);
    });

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Reads_what_other_implementations_write(string text) => AssertSame(Record(Recorded), Restore(text, Record(Recorded)));

    [Fact]
    public void Writes_what_Java_writes()
    {
        Assert.Equal(Inflate(ByJava), Inflate(HistogramCodec.Encode(Record(Recorded))));
        Assert.Equal(Inflate(EmptyByJava), Inflate(HistogramCodec.Encode(new LatencyHistogram())));
    }

    [Fact]
    public void A_long_run_takes_a_few_kilobytes()
    {
        var histogram = new LatencyHistogram();
        var random = new Random(1);
        for (int i = 0; i < 1_000_000; i++)
        {
            histogram.RecordNanoseconds((long)(20_000 - (5_000 * Math.Log(1 - random.NextDouble()))));
        }

        Assert.InRange(HistogramCodec.Encode(histogram).Length, 100, 8_000);
    }

    [Theory]
    [InlineData("", "not a compressed HdrHistogram")]
    [InlineData("?", "not base64")]
    [InlineData("HISTFA==", "not a compressed HdrHistogram")]
    [InlineData("AAAAAAAAAAAAAAAA", "not a compressed HdrHistogram")]
    public void What_is_no_histogram_is_refused(string text, string fault) => Assert.Contains(fault, Refusal(text), StringComparison.Ordinal);

    [Fact]
    public void One_that_is_cut_off_or_altered_is_refused_or_read_within_bounds()
    {
        byte[] whole = Convert.FromBase64String(HistogramCodec.Encode(Record(Recorded)));
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.ThrowsAny<FormatException>(() => HistogramCodec.Decode(Convert.ToBase64String(whole.AsSpan(0, length))));
        }

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Sample((place, value) =>
        {
            byte[] altered = [.. whole];
            altered[place] = value;
            try
            {
                Assert.DoesNotContain(HistogramCodec.Decode(Convert.ToBase64String(altered)), count => count < 0);
            }
            catch (FormatException)
            {
            }
        });
    }

    [Fact]
    public void A_bomb_is_refused_before_it_goes_off()
    {
        Assert.Contains("larger", Refusal(new string('A', 500_000)), StringComparison.Ordinal);
        Assert.Contains("more buckets", Refusal(Deflate(Header(int.MaxValue), zeros: 1 << 24)), StringComparison.Ordinal);
        Assert.Contains("more counts than it says", Refusal(Deflate(Header(length: 1), zeros: 1 << 24)), StringComparison.Ordinal);
    }

    [Fact]
    public void Absurd_counts_are_refused()
    {
        Assert.Contains("more buckets", Refusal(Deflate([.. Header(length: 9), .. Number(long.MinValue)])), StringComparison.Ordinal);
        Assert.Contains("more buckets", Refusal(Deflate([.. Header(length: 9), .. Number(-long.MaxValue)])), StringComparison.Ordinal);
        Assert.Contains("more buckets", Refusal(Deflate(Header(HistogramBuckets.Count + 1), zeros: HistogramBuckets.Count + 1)), StringComparison.Ordinal);
        Assert.Contains("more buckets", Refusal(Deflate(Header(length: -1))), StringComparison.Ordinal);
        Assert.Contains("cut off", Refusal(Deflate([.. Header(length: 2), 0x80, 0x80])), StringComparison.Ordinal);
        Assert.Contains("damaged", Refusal(Deflate(Header(length: 3), zeros: 2)), StringComparison.Ordinal);

        Assert.Equal([long.MaxValue], HistogramCodec.Decode(Deflate([.. Header(length: 9), .. Number(long.MaxValue)])).Where(count => count > 0));
        Assert.Equal(HistogramBuckets.Count, HistogramCodec.Decode(Deflate(Header(HistogramBuckets.Count), zeros: HistogramBuckets.Count)).Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(24)]
    public void Another_kind_is_refused(int place)
    {
        byte[] header = Header(length: 1);
        header[place] ^= 1;

        Assert.Matches("not an HdrHistogram V2|other digits or bounds", Refusal(Deflate(header, zeros: 1)));
    }

    [Fact]
    public void Extremes_and_sums_that_do_not_belong_to_the_counts_are_refused() => Durations.Where(durations => durations.Length > 0).Sample(durations =>
    {
        LatencyHistogram histogram = Record(durations);
        string text = HistogramCodec.Encode(histogram);
        (long min, long max, Int128 sum) = (histogram.MinNanoseconds, histogram.MaxNanoseconds, histogram.SumNanoseconds);

        AssertRefused(text, HistogramBuckets.Shortest(HistogramBuckets.Of(Math.Min(min, LatencyHistogram.HighestTrackable))) - 1, max, sum);
        AssertRefused(text, min, HistogramBuckets.Shortest(HistogramBuckets.Of(Math.Min(max, LatencyHistogram.HighestTrackable))) - 1, sum);
        AssertRefused(text, min, max, ((Int128)max * histogram.Count) + 1);
        AssertRefused(text, min, max, ((Int128)min * histogram.Count) - 1);
        AssertRefused(text, max + 1, max, sum);
    });

    [Fact]
    public void More_durations_than_can_be_added_up_are_refused()
    {
        long[] counts = new long[HistogramBuckets.Count];
        counts[5] = LatencyHistogram.MostRestored - 1;
        counts[6] = 1;
        Assert.Equal(LatencyHistogram.MostRestored, LatencyHistogram.Restore(counts, 5, 6, ((Int128)5 * LatencyHistogram.MostRestored) + 1).Count);

        counts[6] = 2;
        Assert.Contains("more durations", Assert.Throws<FormatException>(() => LatencyHistogram.Restore(counts, 5, 6, 5 * LatencyHistogram.MostRestored)).Message, StringComparison.Ordinal);
        counts[6] = long.MaxValue;
        Assert.Throws<FormatException>(() => LatencyHistogram.Restore(counts, 5, 6, 5 * LatencyHistogram.MostRestored));
    }

    [Fact]
    public void Nothing_has_no_extremes()
    {
        long[] counts = new long[HistogramBuckets.Count];
        Assert.Equal(0, LatencyHistogram.Restore(counts, 0, 0, 0).Count);
        Assert.Throws<FormatException>(() => LatencyHistogram.Restore(counts, 0, 1, 0));
        Assert.Throws<FormatException>(() => LatencyHistogram.Restore(counts, 0, 0, 1));
    }

    private static LatencyHistogram Record(IEnumerable<(long Nanoseconds, long Count)> durations)
    {
        var histogram = new LatencyHistogram();
        foreach ((long nanoseconds, long count) in durations)
        {
            histogram.RecordNanoseconds(nanoseconds, count);
        }

        return histogram;
    }

    private static LatencyHistogram Restore(string text, LatencyHistogram like) =>
        LatencyHistogram.Restore(HistogramCodec.Decode(text), like.MinNanoseconds, like.MaxNanoseconds, like.SumNanoseconds);

    private static void AssertSame(LatencyHistogram expected, LatencyHistogram actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.MeanNanoseconds, actual.MeanNanoseconds);
        Assert.Equal(expected.StdDevNanoseconds, actual.StdDevNanoseconds);
        Assert.All(Percentiles, percentile => Assert.Equal(expected.Percentile(percentile), actual.Percentile(percentile)));
        Assert.Equal(
            Enumerable.Range(0, HistogramBuckets.Count).Select(expected.CountIn), Enumerable.Range(0, HistogramBuckets.Count).Select(actual.CountIn));
    }

    private static void AssertRefused(string text, long min, long max, Int128 sum) =>
        Assert.Contains("do not belong", Assert.Throws<FormatException>(() => LatencyHistogram.Restore(HistogramCodec.Decode(text), min, max, sum)).Message, StringComparison.Ordinal);

    private static string Refusal(string text) => Assert.Throws<FormatException>(() => HistogramCodec.Decode(text)).Message;

    private static byte[] Header(int length)
    {
        byte[] header = Inflate(HistogramCodec.Encode(new LatencyHistogram()))[..HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), length);
        return header;
    }

    private static byte[] Number(long number)
    {
        byte[] bytes = new byte[ZigZag.Longest];
        Assert.Equal(bytes.Length, ZigZag.Write(bytes, number));
        return bytes;
    }

    private static byte[] Inflate(string text)
    {
        using var stream = new MemoryStream(Convert.FromBase64String(text)[8..]);
        using var compressed = new ZLibStream(stream, CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        compressed.CopyTo(inflated);
        return inflated.ToArray();
    }

    private static string Deflate(byte[] bytes, int zeros = 0)
    {
        using var stream = new MemoryStream();
        stream.Write(Convert.FromBase64String(ByJava).AsSpan(0, 8));
        using (var compressed = new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            compressed.Write(bytes);
            byte[] some = new byte[1 << 20];
            for (int left = zeros; left > 0; left -= some.Length)
            {
                compressed.Write(some.AsSpan(0, Math.Min(left, some.Length)));
            }
        }

        byte[] all = stream.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(all.AsSpan(4), all.Length - 8);
        return Convert.ToBase64String(all);
    }
}

using System.Buffers.Binary;
using System.IO.Compression;

namespace Pollecho.Measurement;

/// <summary>
/// A histogram as text: HdrHistogram's V2 format, compressed, in base64. Java's HdrHistogram, the C one and hdr-histogram-js read
/// it.
/// </summary>
/// <remarks>
/// Written here, because others reject what the .NET library's encoder writes, and its decoder needs reflection. The reference is
/// <c>AbstractHistogram.encodeIntoByteBuffer</c>: https://github.com/HdrHistogram/HdrHistogram.
/// </remarks>
internal static class HistogramCodec
{
    // Big-endian throughout: cookie, length of the counts, an offset that does not concern the counts, digits, the lowest and the
    // highest value, a factor for values that are no whole numbers; then the counts.
    private const int HeaderLength = 40;
    private const int EnvelopeLength = 8;
    private const int Cookie = 0x1c849303 | WordSize;
    private const int CompressedCookie = 0x1c849304 | WordSize;

    // The bits of a cookie that name the size of a word, of which V2 has one only; readers do not look at them.
    private const int WordSize = 0x10;

    private static readonly int MostPayload = HistogramBuckets.Count * ZigZag.Longest;

    // What cannot be compressed grows by less than a thousandth.
    private static readonly int MostText = (HeaderLength + MostPayload) / 100 * 101 / 3 * 4;

    /// <summary>Writes a histogram's buckets.</summary>
    public static string Encode(LatencyHistogram histogram)
    {
        byte[] payload = new byte[MostPayload];
        int length = WriteCounts(payload, histogram);
        byte[] header = new byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, Cookie);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), length);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(12), LatencyHistogram.SignificantDigits);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(16), LatencyHistogram.LowestDiscernible);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(24), LatencyHistogram.HighestTrackable);
        BinaryPrimitives.WriteDoubleBigEndian(header.AsSpan(32), 1);

        using var stream = new MemoryStream();
        stream.Write(new byte[EnvelopeLength]);
        using (var compressed = new ZLibStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            compressed.Write(header);
            compressed.Write(payload.AsSpan(0, length));
        }

        Span<byte> all = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        BinaryPrimitives.WriteInt32BigEndian(all, CompressedCookie);
        BinaryPrimitives.WriteInt32BigEndian(all[4..], all.Length - EnvelopeLength);
        return Convert.ToBase64String(all);
    }

    /// <summary>Reads the counts of all buckets, of a histogram with the digits and bounds of <see cref="LatencyHistogram"/>.</summary>
    /// <param name="text">What <see cref="Encode"/> or another implementation wrote, or anything: it takes no more memory than a whole histogram.</param>
    /// <returns>By bucket; none is negative.</returns>
    /// <exception cref="FormatException">It is not one, or of another kind, or damaged; the message says which, to follow a colon.</exception>
    public static long[] Decode(string text)
    {
        byte[] all = new byte[Math.Min(text.Length, MostText)];
        Check(text.Length <= MostText, "it is larger than a histogram can be");
        Check(Convert.TryFromBase64String(text, all, out int length), "it is not base64");
        Check(length > EnvelopeLength && BinaryPrimitives.ReadInt32BigEndian(all) == CompressedCookie, "it is not a compressed HdrHistogram V2");
        Check(BinaryPrimitives.ReadInt32BigEndian(all.AsSpan(4)) == length - EnvelopeLength, "it is cut off, or has something behind it");
        try
        {
            using var stream = new MemoryStream(all, EnvelopeLength, length - EnvelopeLength, writable: false);
            using var compressed = new ZLibStream(stream, CompressionMode.Decompress);
            return ReadCounts(ReadPayload(compressed));
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // An IOException for a dictionary that zlib is asked to use, also where the bytes end too soon.
            throw new FormatException("its compressed part is damaged", e);
        }
    }

    private static byte[] ReadPayload(ZLibStream compressed)
    {
        byte[] header = new byte[HeaderLength];
        compressed.ReadExactly(header);
        Check(BinaryPrimitives.ReadInt32BigEndian(header) == Cookie, "what was compressed is not an HdrHistogram V2");
        int length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        Check(length >= 0 && length <= MostPayload, "it has more buckets than this program's");
        Check(
            BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(12)) == LatencyHistogram.SignificantDigits
            && BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(16)) == LatencyHistogram.LowestDiscernible
            && BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(24)) == LatencyHistogram.HighestTrackable,
            "it has other digits or bounds than this program's");

        byte[] payload = new byte[length];
        compressed.ReadExactly(payload);
        Check(compressed.ReadByte() < 0, "it has more counts than it says");
        return payload;
    }

    /// <summary>A run of empty buckets is one negative number.</summary>
    private static int WriteCounts(Span<byte> payload, LatencyHistogram histogram)
    {
        int length = 0;
        int empty = 0;
        long left = histogram.Count;
        for (int bucket = 0; left > 0; bucket++)
        {
            long count = histogram.CountIn(bucket);
            left -= count;
            if (count == 0)
            {
                empty++;
                continue;
            }

            // One that is alone is a count of none.
            length += empty == 0 ? 0 : ZigZag.Write(payload[length..], empty == 1 ? 0 : -empty);
            length += ZigZag.Write(payload[length..], count);
            empty = 0;
        }

        // As others have it, an empty histogram is one empty bucket.
        return length > 0 ? length : ZigZag.Write(payload, 0);
    }

    private static long[] ReadCounts(ReadOnlySpan<byte> payload)
    {
        long[] counts = new long[HistogramBuckets.Count];
        int bucket = 0;
        while (!payload.IsEmpty)
        {
            Check(ZigZag.TryTake(ref payload, out long number), "its last count is cut off");
            long buckets = number < 0 ? -number : 1;
            Check(buckets > 0 && buckets <= counts.Length - bucket, "it has more buckets than this program's");
            counts[bucket] = Math.Max(0, number);
            bucket += (int)buckets;
        }

        return counts;
    }

    private static void Check(bool isSound, string fault)
    {
        if (!isSound)
        {
            throw new FormatException(fault);
        }
    }
}

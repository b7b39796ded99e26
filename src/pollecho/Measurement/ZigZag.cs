namespace Pollecho.Measurement;

/// <summary>
/// Numbers as HdrHistogram V2 has them: zigzag, so that small negative ones are short too, then seven bits a byte, the lowest
/// first, with the highest bit for "more to come". The ninth byte has eight, so that there is no tenth.
/// </summary>
internal static class ZigZag
{
    /// <summary>The most bytes of a number.</summary>
    public const int Longest = 9;

    /// <summary>Writes a number.</summary>
    /// <param name="destination">Where to; room for <see cref="Longest"/>.</param>
    /// <param name="number">Any.</param>
    /// <returns>How many bytes it took.</returns>
    public static int Write(Span<byte> destination, long number)
    {
        ulong rest = (ulong)((number << 1) ^ (number >> 63));
        int length = 0;
        for (; rest > 0x7f && length < Longest - 1; rest >>= 7)
        {
            destination[length++] = (byte)(rest | 0x80);
        }

        destination[length] = (byte)rest;
        return length + 1;
    }

    /// <summary>Takes a number from the front.</summary>
    /// <returns>Whether all of it was there; if not, nothing was taken.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> source, out long number)
    {
        ulong bits = 0;
        for (int i = 0; i < Math.Min(source.Length, Longest); i++)
        {
            bool isLast = i == Longest - 1 || source[i] < 0x80;
            bits |= (ulong)(i == Longest - 1 ? source[i] : source[i] & 0x7f) << (7 * i);
            if (isLast)
            {
                source = source[(i + 1)..];
                number = (long)(bits >> 1) ^ -(long)(bits & 1);
                return true;
            }
        }

        number = 0;
        return false;
    }
}

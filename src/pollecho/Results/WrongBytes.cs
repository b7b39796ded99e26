namespace Pollecho.Results;

/// <summary>The first bytes that came in a run and were no right reply: they often show what sent them.</summary>
/// <param name="At">When they came, as Stopwatch counts.</param>
/// <param name="From">Where in the reply they are, in bytes: a beginning that is right is left out if it is long.</param>
/// <param name="Bytes">The first of them, <see cref="Most"/> at most.</param>
/// <param name="Expected">As much of the reply that was expected instead; empty where none was.</param>
internal sealed record WrongBytes(long At, int From, byte[] Bytes, byte[] Expected)
{
    /// <summary>How many are kept: a line of text.</summary>
    public const int Most = 64;

    /// <summary>How much of a right beginning is shown.</summary>
    private const int Before = 16;

    /// <summary>Keeps what there is to see of wrong bytes.</summary>
    /// <param name="at">When they came, as Stopwatch counts.</param>
    /// <param name="bytes">What came.</param>
    /// <param name="expected">What was expected; empty if nothing was.</param>
    public static WrongBytes Of(long at, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> expected)
    {
        int same = bytes.CommonPrefixLength(expected);
        int from = same < Most - Before ? 0 : same - Before;
        return new(at, from, Some(bytes[from..]), Some(expected[Math.Min(from, expected.Length)..]));
    }

    private static byte[] Some(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, Most)].ToArray();
}

namespace Pollecho.Results.Files;

/// <summary>The same for two texts if they are the same, byte by byte, and hardly ever otherwise. It tells apart results that were mixed up, not forged.</summary>
/// <param name="Hash">FNV-1a of Fowler, Noll and Vo, in 64 bits.</param>
/// <param name="Length">In bytes.</param>
internal readonly record struct ResultDigest(ulong Hash, int Length)
{
    /// <summary>The digest of a text.</summary>
    public static ResultDigest Of(ReadOnlySpan<byte> text)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte one in text)
        {
            hash = (hash ^ one) * 0x100000001b3;
        }

        return new(hash, text.Length);
    }
}

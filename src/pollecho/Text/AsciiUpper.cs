using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pollecho.Text;

/// <summary>
/// Upper case for the letters a to z and nothing else, byte for byte: what Python's <c>bytes.upper()</c> does.
/// Bytes over 127 are left alone, so UTF-8 text passes through unharmed. (The framework's own ASCII upper
/// case stops at the first such byte.)
/// </summary>
internal static class AsciiUpper
{
    private const byte CaseBit = 0x20;

    /// <summary>Changes the letters of <paramref name="bytes"/> in place.</summary>
    public static void Convert(Span<byte> bytes)
    {
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        nuint length = (nuint)bytes.Length;
        nuint i = 0;
        for (; length - i >= (nuint)Vector128<byte>.Count; i += (nuint)Vector128<byte>.Count)
        {
            Upper(Vector128.LoadUnsafe(ref first, i)).StoreUnsafe(ref first, i);
        }

        for (; i < length; i++)
        {
            bytes[(int)i] = Upper(bytes[(int)i]);
        }
    }

    /// <summary>One byte's upper case.</summary>
    public static byte Upper(byte value) => (uint)(value - 'a') <= 'z' - 'a' ? (byte)(value ^ CaseBit) : value;

    // Moved down by 'a' as an unsigned byte, the letters are exactly the values below 26.
    private static Vector128<byte> Upper(Vector128<byte> bytes)
    {
        Vector128<byte> isLower = Vector128.LessThan(bytes - Vector128.Create((byte)'a'), Vector128.Create((byte)26));
        return bytes ^ (isLower & Vector128.Create(CaseBit));
    }
}

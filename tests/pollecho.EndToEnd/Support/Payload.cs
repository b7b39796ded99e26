namespace Pollecho.EndToEnd;

/// <summary>Bytes to send, and what the server makes of them.</summary>
internal static class Payload
{
    /// <summary>Each byte value once, 0x00 to 0xFF.</summary>
    public static byte[] EveryByteValue => [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    /// <summary>So many bytes of every value in no order, the same each time.</summary>
    public static byte[] Random(int length)
    {
        byte[] bytes = new byte[length];
        new Random(20110301).NextBytes(bytes);
        return bytes;
    }

    /// <summary>What the server is to reply: a to z in upper case, each other byte as it is. Written the plain way, to check the quick one.</summary>
    public static byte[] Upper(byte[] bytes) => Array.ConvertAll(bytes, value => value is >= (byte)'a' and <= (byte)'z' ? (byte)(value - 32) : value);
}

using CsCheck;
using Pollecho.Measurement;

namespace Pollecho.Tests.Measurement;

public class ZigZagTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(-1, "01")]
    [InlineData(1, "02")]
    [InlineData(63, "7E")]
    [InlineData(64, "8001")]
    [InlineData(-65, "8101")]
    [InlineData(1 << 13, "808001")]
    [InlineData(long.MaxValue, "FEFFFFFFFFFFFFFFFF")]
    [InlineData(long.MinValue, "FFFFFFFFFFFFFFFFFF")]
    public void Numbers_are_written_as_the_format_has_them(long number, string bytes)
    {
        byte[] written = new byte[ZigZag.Longest];
        int length = ZigZag.Write(written, number);

        Assert.Equal(bytes, Convert.ToHexString(written, 0, length));
    }

    [Fact]
    public void What_was_written_is_read_and_nothing_of_what_follows() => Gen.Long.Sample(number =>
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xff, ZigZag.Longest + 1)];
        int length = ZigZag.Write(bytes, number);
        ReadOnlySpan<byte> rest = bytes;

        Assert.True(ZigZag.TryTake(ref rest, out long read));
        Assert.Equal(number, read);
        Assert.Equal(bytes.Length - length, rest.Length);

        ReadOnlySpan<byte> cut = bytes.AsSpan(0, length - 1);
        Assert.False(ZigZag.TryTake(ref cut, out _));
        Assert.Equal(length - 1, cut.Length);
    });
}

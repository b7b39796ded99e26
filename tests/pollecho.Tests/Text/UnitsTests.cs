using Pollecho.Text;

namespace Pollecho.Tests.Text;

public class UnitsTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("2.5us")]
    [InlineData("500us")]
    [InlineData("100ms")]
    [InlineData("1500ms")]
    [InlineData("60s")]
    public void A_duration_is_written_as_an_option_takes_it(string text)
    {
        Assert.True(Units.TryParseDuration(text, out TimeSpan duration));
        Assert.Equal(text, Units.Option(duration));
    }

    [Theory]
    [InlineData("128")]
    [InlineData("1000")]
    [InlineData("64KiB")]
    [InlineData("1025KiB")]
    [InlineData("2MiB")]
    public void A_size_is_written_as_an_option_takes_it(string text) => Assert.Equal(text, Units.Option((long)Units.ReadSize(text)!.Value));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.5, "0.5")]
    [InlineData(99.99, "99.99")]
    [InlineData(100.4, "100")]
    [InlineData(18_233.6, "18,234")]
    public void A_rate_is_whole_unless_it_is_low(double perSecond, string text) => Assert.Equal(text, Units.Rate(perSecond));

    [Theory]
    [InlineData("500us", 500)]
    [InlineData("500µs", 500)]
    [InlineData("1ms", 1_000)]
    [InlineData("1.5ms", 1_500)]
    [InlineData("10s", 10_000_000)]
    [InlineData("2m", 120_000_000)]
    [InlineData("1h", 3_600_000_000)]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    public void A_duration_is_read_with_its_unit(string text, long microseconds)
    {
        Assert.True(Units.TryParseDuration(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromMicroseconds(microseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("ms")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1e3s")]
    [InlineData("1sec")]
    [InlineData("NaNs")]
    [InlineData("1000h")]
    [InlineData("99999999999999999999999s")]
    public void A_malformed_duration_or_one_beyond_a_timer_is_refused(string text) => Assert.False(Units.TryParseDuration(text, out _));

    [Theory]
    [InlineData("128", 128)]
    [InlineData("128B", 128)]
    [InlineData("4KiB", 4096)]
    [InlineData("1MiB", 1048576)]
    [InlineData("4kB", 4000)]
    [InlineData("0.5KiB", 512)]
    public void A_size_is_read_in_bytes(string text, int bytes)
    {
        Assert.Equal(bytes, Units.ReadSize(text));
    }

    [Theory]
    [InlineData("0.3")]
    [InlineData("KiB")]
    [InlineData("4kb")]
    [InlineData("-4")]
    public void A_malformed_size_is_refused(string text) => Assert.Null(Units.ReadSize(text));

    [Theory]
    [InlineData("10", 10)]
    [InlineData("20k", 20_000)]
    [InlineData("1.5M", 1_500_000)]
    public void A_count_is_read(string text, long expected)
    {
        Assert.True(Units.TryParseCount(text, out long count));
        Assert.Equal(expected, count);
    }

    [Theory]
    [InlineData(0, "0 ns")]
    [InlineData(999, "999 ns")]
    [InlineData(21_440, "21.4 µs")]
    [InlineData(1_234_000, "1.23 ms")]
    [InlineData(12_345_000_000, "12.3 s")]
    public void A_duration_is_shown_in_the_unit_that_suits_it(double nanoseconds, string text) =>
        Assert.Equal(text, Units.Duration(nanoseconds));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.50 KiB")]
    [InlineData(10 * 1024 * 1024, "10.0 MiB")]
    public void Bytes_are_shown_in_the_unit_that_suits_them(double bytes, string text) => Assert.Equal(text, Units.Bytes(bytes));
}

using Pollecho.Text;

namespace Pollecho.Tests.Text;

public class IsoTimeTests
{
    [Fact]
    public void A_moment_is_written_in_UTC_to_the_microsecond() => Assert.Equal(
        "2026-01-31T10:59:59.012345Z",
        IsoTime.Of(new DateTimeOffset(2026, 1, 31, 12, 59, 59, TimeSpan.FromHours(2)).AddTicks(123_456)));

    [Theory]
    [InlineData("2026-01-31T12:00:00Z", 0)]
    [InlineData("2026-01-31T12:00Z", 0)]
    [InlineData("2026-01-31T13:00:00+01:00", 0)]
    [InlineData("2026-01-31T13:00:00.25+01:00", 250)]
    [InlineData("2026-01-31T12:00:00.1234567Z", 123.4567)]
    [InlineData("@1769860800", 0)]
    [InlineData("@1769860800.25", 250)]
    [InlineData("@1769860800.123456789", 123.4567)]
    public void A_moment_is_read_as_date_writes_it(string text, double milliseconds)
    {
        Assert.True(IsoTime.TryParse(text, out DateTimeOffset time));
        Assert.Equal(milliseconds, (time - new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)).TotalMilliseconds);
        Assert.False(IsoTime.LacksZone(text));
    }

    [Theory]
    [InlineData("2026-01-31T12:00:00", true)]
    [InlineData("2026-01-31T12:00", true)]
    [InlineData("2026-01-31", false)]
    [InlineData("2026-02-30T12:00:00Z", false)]
    [InlineData("@", false)]
    [InlineData("@-1", false)]
    [InlineData("@253402300801", false)]
    [InlineData("1769860800", false)]
    [InlineData("", false)]
    public void What_is_no_moment_or_lacks_its_zone_is_not_read(string text, bool lacksZone)
    {
        Assert.False(IsoTime.TryParse(text, out _));
        Assert.Equal(lacksZone, IsoTime.LacksZone(text));
    }
}

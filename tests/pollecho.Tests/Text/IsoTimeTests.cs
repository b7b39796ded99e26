using Pollecho.Text;

namespace Pollecho.Tests.Text;

public class IsoTimeTests
{
    [Fact]
    public void A_moment_is_written_in_UTC_to_the_microsecond() => Assert.Equal(
        "2026-01-31T10:59:59.012345Z",
        IsoTime.Of(new DateTimeOffset(2026, 1, 31, 12, 59, 59, TimeSpan.FromHours(2)).AddTicks(123_456)));
}

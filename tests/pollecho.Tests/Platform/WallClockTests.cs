using System.Runtime.InteropServices;
using Pollecho.Platform;

namespace Pollecho.Tests.Platform;

public class WallClockTests
{
    // timex.h.
    private const int TimeError = 5;

    [Fact]
    public void The_error_is_the_one_that_the_C_library_reports()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux reports it.");

        // Two for the time, then the greatest error, the estimated one, and others.
        nint[] words = new nint[16];
        int state = ntp_gettime(words);
        TimeSpan? error = WallClock.Error;

        Assert.Equal(state is < 0 or TimeError, error is null);

        // It grows while the test runs, and falls back when the clock is set.
        Assert.True(error is null || (error.Value - TimeSpan.FromMicroseconds(words[2])).Duration() < TimeSpan.FromSeconds(1), $"{error}, not {words[2]} µs");
    }

    [DllImport("libc")]
    private static extern int ntp_gettime(nint[] time);
}

using System.Runtime.InteropServices;

namespace Pollecho.Platform.Native;

/// <summary>The call of adjtimex(2), Linux.</summary>
internal static unsafe partial class Timex
{
    /// <summary>The words of <c>struct timex</c> on 64-bit systems, which are all that this program runs on.</summary>
    public const int Words = 26;

    /// <summary>Which word is <c>maxerror</c>, in microseconds.</summary>
    public const int MaxError = 3;

    /// <summary>What the call returns for a clock that nothing keeps in step.</summary>
    public const int TIME_ERROR = 5;

    /// <summary>Reads how the kernel's clock is kept in step, where the first word, <c>modes</c>, is 0. The state of the clock, or -1.</summary>
    [LibraryImport("libc")]
    public static partial int adjtimex(long* timex);
}

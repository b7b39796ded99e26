using Pollecho.Platform.Native;

namespace Pollecho.Platform;

/// <summary>The system's clock of the time of day, in so far as other machines must know it to compare theirs.</summary>
internal static unsafe class WallClock
{
    /// <summary>
    /// How far it may be off at the most, as the system reckons (<c>maxerror</c> in adjtimex(2)); null where it is not kept in step
    /// with others, or that is not known. On macOS and Windows it is not: neither documents a call that tells a clock in step from
    /// one that is not. A virtual machine whose host keeps its clock in step reports none either.
    /// </summary>
    public static TimeSpan? Error
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                return null;
            }

            // TIME_ERROR also says that nothing has set the clock for long, STA_UNSYNC.
            long* timex = stackalloc long[Timex.Words];
            new Span<long>(timex, Timex.Words).Clear();
            return Timex.adjtimex(timex) is >= 0 and not Timex.TIME_ERROR ? TimeSpan.FromMicroseconds(timex[Timex.MaxError]) : null;
        }
    }
}

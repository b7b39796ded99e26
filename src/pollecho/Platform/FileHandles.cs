using static Pollecho.Platform.Native.ResourceLimit;

namespace Pollecho.Platform;

/// <summary>How many files and sockets a process may have open.</summary>
internal static unsafe class FileHandles
{
    // RLIMIT_NOFILE, from sys/resource.h of each system.
    private const int LinuxNumber = 7;
    private const int MacNumber = 8;

    /// <summary>OPEN_MAX: macOS refuses more, though it reports no limit (its setrlimit(2), COMPATIBILITY).</summary>
    private const ulong MostOnMac = 10_240;

    private static int Number => OperatingSystem.IsLinux() ? LinuxNumber : MacNumber;

    /// <summary>The limit in force; null where there is none to speak of (Windows), or it is not known.</summary>
    public static long? Limit
    {
        get
        {
            ulong* limit = stackalloc ulong[2];
            bool known = !OperatingSystem.IsWindows() && getrlimit(Number, limit) == 0;
            return known && limit[0] <= int.MaxValue ? (long)limit[0] : null;
        }
    }

    /// <summary>
    /// Raises the limit, for this process and those it starts, to the highest that the user may have; what cannot be
    /// raised stays. The one in force is often 1,024 (256 on macOS), for the sake of programs that use select(2) with sets
    /// of a fixed size. The .NET runtime does the same, but not in a native binary (dotnet/runtime#82719).
    /// </summary>
    public static void RaiseLimit()
    {
        ulong* limit = stackalloc ulong[2];
        if (OperatingSystem.IsWindows() || getrlimit(Number, limit) != 0)
        {
            return;
        }

        ulong most = OperatingSystem.IsMacOS() ? Math.Min(limit[1], MostOnMac) : limit[1];
        if (most > limit[0])
        {
            limit[0] = most;
            _ = setrlimit(Number, limit);
        }
    }
}

using static Pollecho.Measurement.Native.CpuClock;

namespace Pollecho.Measurement;

/// <summary>How many files and sockets a process may have open.</summary>
public static unsafe class FileHandles
{
    // RLIMIT_NOFILE, from sys/resource.h of each system.
    private const int LinuxNumber = 7;
    private const int MacNumber = 8;

    /// <summary>The limit in force; null where there is none to speak of (Windows), or it is not told.</summary>
    public static long? Limit
    {
        get
        {
            ulong* limit = stackalloc ulong[2];
            bool known = !OperatingSystem.IsWindows() && getrlimit(OperatingSystem.IsLinux() ? LinuxNumber : MacNumber, limit) == 0;
            return known && limit[0] <= int.MaxValue ? (long)limit[0] : null;
        }
    }
}

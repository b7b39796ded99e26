using System.ComponentModel;
using System.Diagnostics;
using static Pollecho.Platform.Native.Affinity;

namespace Pollecho.Platform;

/// <summary>Binds threads to processors, where the system can.</summary>
internal static unsafe class ThreadAffinity
{
    /// <summary>The processors that can be named: cpu_set_t's 1,024 on Linux, one processor group's on Windows.</summary>
    public static int HighestCpu { get; } = OperatingSystem.IsWindows() ? (sizeof(nuint) * 8) - 1 : 1023;

    private static int MaskWords => 1024 / (8 * sizeof(nuint));

    /// <summary>Whether this system can. macOS only takes hints, so that a pin there would be a promise not kept.</summary>
    public static bool IsAvailable => OperatingSystem.IsLinux() || OperatingSystem.IsWindows();

    /// <summary>Whether a thread of this process may be bound to a processor, tried on a thread made for that.</summary>
    public static bool CanPin(int cpu)
    {
        bool can = false;
        var trial = new Thread(() => can = TryPinCurrent(cpu));
        trial.Start();
        trial.Join();
        return can;
    }

    /// <summary>The processors that this process may use, as <c>processors 0-1,4</c>.</summary>
    public static string AllowedList()
    {
        int[] allowed = [.. Enumerable.Range(0, HighestCpu + 1).Where(IsAllowed)];
        var ranges = new List<string>();
        for (int first = 0; first < allowed.Length;)
        {
            int last = first;
            while (last + 1 < allowed.Length && allowed[last + 1] == allowed[last] + 1)
            {
                last++;
            }

            ranges.Add(first == last ? $"{allowed[first]}" : $"{allowed[first]}-{allowed[last]}");
            first = last + 1;
        }

        return (allowed.Length == 1 ? "processor " : "processors ") + string.Join(',', ranges);
    }

    /// <summary>Binds the calling thread to one processor.</summary>
    /// <exception cref="Win32Exception">There is no such processor, or this process may not use it.</exception>
    public static void PinCurrent(int cpu)
    {
        if (!TryPinCurrent(cpu))
        {
            throw new Win32Exception();
        }
    }

    private static bool IsAllowed(int cpu)
    {
        if (OperatingSystem.IsWindows())
        {
            return (Process.GetCurrentProcess().ProcessorAffinity & ((nint)1 << cpu)) != 0;
        }

        nuint* mask = stackalloc nuint[MaskWords];
        return sched_getaffinity(0, (nuint)(MaskWords * sizeof(nuint)), mask) == 0
            && (mask[cpu / (8 * sizeof(nuint))] & ((nuint)1 << (cpu % (8 * sizeof(nuint))))) != 0;
    }

    private static bool TryPinCurrent(int cpu)
    {
        if (OperatingSystem.IsWindows())
        {
            return SetThreadAffinityMask(GetCurrentThread(), (nuint)1 << cpu) != 0;
        }

        // The kernel reads the mask as an array of long, so whole words keep this right on any byte order.
        nuint* mask = stackalloc nuint[MaskWords];
        mask[cpu / (8 * sizeof(nuint))] = (nuint)1 << (cpu % (8 * sizeof(nuint)));
        return sched_setaffinity(0, (nuint)(MaskWords * sizeof(nuint)), mask) == 0;
    }
}

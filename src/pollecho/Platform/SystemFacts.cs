using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace Pollecho.Platform;

/// <summary>What a reader must know of the machine to compare its figures with another's.</summary>
internal static class SystemFacts
{
    private const string CpuInfo = "/proc/cpuinfo";
    private const string KernelRelease = "/proc/sys/kernel/osrelease";

    /// <summary>The machine's name, in full as far as it knows it; in a container that of the container.</summary>
    public static string Host => Dns.GetHostName();

    /// <summary>The operating system and its version, in its own words.</summary>
    public static string Os => RuntimeInformation.OSDescription;

    /// <summary>The kernel's release; on Linux as <c>uname -r</c> says it, which names the build as well.</summary>
    public static string Kernel => ProcFile.Lines(KernelRelease).FirstOrDefault() ?? Environment.OSVersion.Version.ToString();

    /// <summary>The instruction set that this process uses, such as <c>X64</c>.</summary>
    public static string Architecture { get; } = RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>The processor's name; null where the system does not name it in a file or the environment.</summary>
    public static string? CpuModel => OperatingSystem.IsWindows()
        ? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
        : ModelName(ProcFile.Lines(CpuInfo));

    /// <summary>The processors that this process may use: fewer than the machine has if it is bound to some of them.</summary>
    public static int Cores => Environment.ProcessorCount;

    /// <summary>One step of the clock that the round trips are measured with, in nanoseconds.</summary>
    public static double ClockNanoseconds => 1e9 / Stopwatch.Frequency;

    /// <summary>The processor's name in the lines of <c>/proc/cpuinfo</c>; null if there is none, as on many ARM machines.</summary>
    internal static string? ModelName(IEnumerable<string> lines)
    {
        string? line = lines.FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        string? name = line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return string.IsNullOrEmpty(name) ? null : name;
    }
}

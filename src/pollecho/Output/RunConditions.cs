using System.Globalization;
using Pollecho.Platform;
using Pollecho.Text;

namespace Pollecho.Output;

/// <summary>Where and when figures came about, for whoever sees them later, or elsewhere.</summary>
internal static class RunConditions
{
    /// <summary>The machine.</summary>
    public static string Machine => $"{SystemFacts.CpuModel ?? SystemFacts.Architecture}, {Units.Count(SystemFacts.Cores, "core")}, {SystemFacts.Os}";

    /// <summary>The machine with its kernel.</summary>
    public static string MachineAndKernel => $"{Machine}, kernel {SystemFacts.Kernel}";

    /// <summary>The program, and when it began.</summary>
    public static string VersionAndTime(DateTimeOffset began) => string.Create(CultureInfo.InvariantCulture, $"pollecho {BuildInfo.Version}, {began.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
}

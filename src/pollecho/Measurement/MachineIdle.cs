using System.Globalization;
using Pollecho.Platform;

namespace Pollecho.Measurement;

/// <summary>The processor time that no program on this machine has used; known on Linux only.</summary>
/// <param name="Total">Of all cores together, since the machine's start, in steps of <see cref="Step"/>.</param>
/// <param name="Cores">How many cores the machine has, this process's or not.</param>
internal readonly record struct MachineIdle(TimeSpan Total, int Cores)
{
    /// <summary>1 / USER_HZ, in which the kernel reports to programs whatever its own tick is (proc_stat(5)).</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    /// <summary>What it is now; null where the system does not say.</summary>
    public static MachineIdle? Now => Parse(ProcFile.Lines("/proc/stat"));

    /// <summary>
    /// Reads the lines of /proc/stat: the first has the time of all cores by use, the fourth and fifth figure being idle and
    /// waiting for a disk; then there is one for each core. Null if they have another form.
    /// </summary>
    internal static MachineIdle? Parse(IReadOnlyCollection<string> lines)
    {
        int cores = lines.Skip(1).TakeWhile(line => line.StartsWith("cpu", StringComparison.Ordinal)).Count();
        return lines.FirstOrDefault()?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["cpu", _, _, _, string idle, string disk, ..] && cores > 0
            && long.TryParse(idle, NumberStyles.None, CultureInfo.InvariantCulture, out long idleTicks)
            && long.TryParse(disk, NumberStyles.None, CultureInfo.InvariantCulture, out long diskTicks)
                ? new(Step * (idleTicks + diskTicks), cores) : null;
    }
}

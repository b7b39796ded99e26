using System.Globalization;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A control group of cgroups(7), version 1 or 2, with one limit for its processes together.</summary>
internal sealed class ControlGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private static int _made;

    private readonly string _folder;
    private readonly string _limit;

    private ControlGroup(string folder, string limit)
    {
        _folder = folder;
        _limit = limit;
    }

    /// <summary>The shell command by which a process becomes a member.</summary>
    public string Join => $"echo $$ >'{_folder}/cgroup.procs'";

    /// <summary>The limit, in the words of its file.</summary>
    public string Limit { set => File.WriteAllText(Path.Combine(_folder, _limit), value); }

    /// <summary>A number from one of its files.</summary>
    public long Read(string file) => long.Parse(File.ReadAllText(Path.Combine(_folder, file)), CultureInfo.InvariantCulture);

    /// <summary>Limits how many threads there are.</summary>
    public static ControlGroup OfThreads(int most) => Create("threads", $"{most}", ("pids", "pids.max"), ("", "pids.max"));

    /// <summary>Limits the memory, in bytes: beyond it the system ends a process.</summary>
    public static ControlGroup OfMemory(long most) => Create("memory", $"{most}", ("memory", "memory.limit_in_bytes"), ("", "memory.max"));

    /// <summary>Confines to one processor.</summary>
    public static ControlGroup OfProcessor(int cpu) => Create("processors", $"{cpu}", ("cpuset", "cpuset.cpus"), ("", "cpuset.cpus"));

    /// <summary>Limits the time on processors, to so many per cent of one.</summary>
    public static ControlGroup OfProcessorTime(int percent) =>
        Create("time on processors", $"{percent * 1000}", ("cpu", "cpu.cfs_quota_us"), ("", "cpu.max"));

    /// <summary>Takes it away; a process that has just ended may be counted for a moment.</summary>
    public void Dispose() => SpinWait.SpinUntil(() => TryDelete(_folder), Patience.Limit);

    /// <summary>Makes one, or skips the test where it may not.</summary>
    private static ControlGroup Create(string what, string most, params (string Controller, string Limit)[] versions)
    {
        foreach ((string controller, string limit) in versions)
        {
            string folder = Path.Combine(Root, controller, $"pollecho-{Environment.ProcessId}-{Interlocked.Increment(ref _made)}");
            try
            {
                Directory.CreateDirectory(folder);
                if (File.Exists(Path.Combine(folder, limit)))
                {
                    // A set of processors of version 1 takes nobody before it has memory to be used from.
                    if (File.Exists(Path.Combine(folder, "cpuset.mems")) && controller.Length > 0)
                    {
                        File.WriteAllText(Path.Combine(folder, "cpuset.mems"), "0");
                    }

                    return new ControlGroup(folder, limit) { Limit = most };
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Not mounted there, not delegated to this user, or read-only.
            }

            TryDelete(folder);
        }

        Assert.Skip($"needs a control group that limits {what}, and root");
        throw new InvalidOperationException();
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

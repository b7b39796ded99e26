using System.Globalization;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A control group that limits how many threads its processes have, in all: pids.max of cgroups(7), version 1 or 2.</summary>
internal sealed class ThreadLimit : IDisposable
{
    private readonly string _folder;

    private ThreadLimit(string folder) => _folder = folder;

    /// <summary>The file that a process writes its number to, to become a member.</summary>
    public string Members => Path.Combine(_folder, "cgroup.procs");

    /// <summary>How many threads there are.</summary>
    public int Current => int.Parse(File.ReadAllText(Path.Combine(_folder, "pids.current")), CultureInfo.InvariantCulture);

    /// <summary>How many there may be.</summary>
    public int Limit { set => File.WriteAllText(Path.Combine(_folder, "pids.max"), value.ToString(CultureInfo.InvariantCulture)); }

    /// <summary>Makes one, or skips the test where it may not.</summary>
    public static ThreadLimit Create()
    {
        foreach (string root in (string[])["/sys/fs/cgroup/pids", "/sys/fs/cgroup"])
        {
            string folder = Path.Combine(root, $"pollecho-{Environment.ProcessId}");
            try
            {
                Directory.CreateDirectory(folder);
                if (File.Exists(Path.Combine(folder, "pids.max")))
                {
                    return new ThreadLimit(folder);
                }

                Directory.Delete(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Not mounted there, not delegated to this user, or read-only.
            }
        }

        Assert.Skip("needs a control group that limits threads, and root");
        throw new InvalidOperationException();
    }

    /// <summary>Takes it away; a process that has just ended may be counted for a moment.</summary>
    public void Dispose() => SpinWait.SpinUntil(
        () =>
        {
            try
            {
                Directory.Delete(_folder);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        },
        Patience.Limit);
}

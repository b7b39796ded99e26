using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Pollecho.EndToEnd;

/// <summary>Signals to other processes: kill(2) and signal(2), on Unix only.</summary>
internal static partial class Signals
{
    /// <summary>What a terminal sends that goes away.</summary>
    public const int SIGHUP = 1;

    /// <summary>What Ctrl+C sends.</summary>
    public const int SIGINT = 2;

    /// <summary>What Ctrl+\ sends.</summary>
    public const int SIGQUIT = 3;

    /// <summary>The polite request to end.</summary>
    public const int SIGTERM = 15;

    /// <summary>Stops a process until <see cref="SIGCONT"/>.</summary>
    public static readonly int SIGSTOP = OperatingSystem.IsMacOS() ? 17 : 19;

    /// <summary>Lets a stopped process go on.</summary>
    public static readonly int SIGCONT = OperatingSystem.IsMacOS() ? 19 : 18;

    private const int SIG_DFL = 0;

    private static readonly Lazy<bool> Heeded = new(StopIgnoring);

    /// <summary>Sends a signal.</summary>
    public static void Send(int processId, int signal)
    {
        if (kill(processId, signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>
    /// Lets children heed SIGINT and SIGHUP. A shell without job control starts its background jobs with the one ignored,
    /// nohup(1) its command with the other; children inherit that, and then their end by it could not be tested.
    /// </summary>
    public static void Heed() => _ = Heeded.Value;

    private static bool StopIgnoring()
    {
        // The mask of ignored signals, in hexadecimal: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
        const string MaskField = "SigIgn:";
        string? field = OperatingSystem.IsLinux()
            ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(MaskField, StringComparison.Ordinal))
            : null;
        ulong ignored = field is null ? 0 : ulong.Parse(field.AsSpan(MaskField.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        int[] heeded = [.. ((int[])[SIGHUP, SIGINT]).Where(number => (ignored & (1UL << (number - 1))) != 0)];
        Array.ForEach(heeded, number => signal(number, SIG_DFL));
        return heeded.Length > 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int sig);

    [LibraryImport("libc")]
    private static partial nint signal(int signum, nint handler);
}

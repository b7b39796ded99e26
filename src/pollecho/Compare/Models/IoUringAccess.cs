using System.ComponentModel;
using Pollecho.Platform;
using static Pollecho.Compare.Models.Native.IoUring;

namespace Pollecho.Compare.Models;

/// <summary>Whether a program may use io_uring: many systems do not let it, as so much of it has had to be mended.</summary>
internal static class IoUringAccess
{
    private const string Setting = "kernel.io_uring_disabled";

    /// <summary>Why the system does not let it be used, in a few words; null if it does. Linux only; tried once.</summary>
    public static string? Refusal { get; } = Refuse();

    /// <summary>What an error of the first call, or of those that follow it, comes from.</summary>
    /// <param name="error">The error's number.</param>
    /// <param name="disabled">What the setting of the system is: 1 for all but some, 2 for all; null if it has none.</param>
    public static string Explain(int error, string? disabled) => error switch
    {
        EPERM when disabled is "1" or "2" => $"{Setting} is {disabled}",
        EPERM => "a filter of system calls forbids it, as in most containers",
        ENOSYS => "this kernel has no io_uring, or a filter of system calls hides it",
        EINVAL => "it takes Linux 6.1",
        ENOMEM => "there is no memory for it, or no more may be locked (ulimit -l)",
        _ => new Win32Exception(error).Message,
    };

    private static string? Refuse()
    {
        try
        {
            IoUringModel.Probe();
            return null;
        }
        catch (Win32Exception e)
        {
            return Explain(e.NativeErrorCode, ProcFile.Lines("/proc/sys/kernel/io_uring_disabled").FirstOrDefault());
        }
    }
}

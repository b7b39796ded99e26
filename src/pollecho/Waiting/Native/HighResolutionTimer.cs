using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Pollecho.Waiting.Native;

/// <summary>
/// A Windows timer that is not bound to the clock's tick of 15.6 ms; Windows 10 1803 and later have it.
/// https://learn.microsoft.com/en-us/windows/win32/api/synchapi/nf-synchapi-createwaitabletimerexw
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed partial class HighResolutionTimer : WaitHandle
{
    private const uint CREATE_WAITABLE_TIMER_HIGH_RESOLUTION = 0x2;
    private const uint SYNCHRONIZE = 0x100000;
    private const uint TIMER_MODIFY_STATE = 0x2;

    private HighResolutionTimer(SafeWaitHandle timer) => SafeWaitHandle = timer;

    /// <summary>Creates one; null on a Windows that does not have it.</summary>
    public static HighResolutionTimer? TryCreate()
    {
        SafeWaitHandle timer = CreateWaitableTimerExW(0, null, CREATE_WAITABLE_TIMER_HIGH_RESOLUTION, SYNCHRONIZE | TIMER_MODIFY_STATE);
        if (timer.IsInvalid)
        {
            timer.Dispose();
            return null;
        }

        return new HighResolutionTimer(timer);
    }

    /// <summary>Starts or restarts it. It releases one waiter when the time is over.</summary>
    public void Start(int milliseconds)
    {
        // In units of 100 ns; less than 0 counts from now.
        long due = -10_000L * milliseconds;
        if (!SetWaitableTimer(SafeWaitHandle, in due, 0, 0, 0, false))
        {
            throw new System.ComponentModel.Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("kernel32", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeWaitHandle CreateWaitableTimerExW(nint attributes, string? name, uint flags, uint access);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetWaitableTimer(
        SafeWaitHandle timer, in long due, int period, nint completion, nint argument, [MarshalAs(UnmanagedType.Bool)] bool resume);
}

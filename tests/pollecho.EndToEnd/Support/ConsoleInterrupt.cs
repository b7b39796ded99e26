using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pollecho.EndToEnd;

/// <summary>
/// Ctrl+C for another process, on Windows only. It goes to all processes of a console, so this one joins the other's for
/// a moment, see https://learn.microsoft.com/windows/console/generateconsolectrlevent. That has to be a console of its own:
/// <see cref="ChildProcess"/> starts each child with one.
/// </summary>
internal static unsafe partial class ConsoleInterrupt
{
    private const uint CTRL_C_EVENT = 0;
    private const uint ATTACH_PARENT_PROCESS = uint.MaxValue;
    private static readonly TimeSpan Meant = TimeSpan.FromSeconds(1);
    private static readonly Lock OneAtATime = new();
    private static long _sentAt;

    /// <summary>Sends it.</summary>
    /// <exception cref="Win32Exception">The process is gone, or has no console.</exception>
    public static void Send(int processId)
    {
        lock (OneAtATime)
        {
            FreeConsole();
            try
            {
                Check(AttachConsole((uint)processId));
                Check(SetConsoleCtrlHandler(&IsForTheOther, 1));
                Volatile.Write(ref _sentAt, Stopwatch.GetTimestamp());
                Check(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0));
            }
            finally
            {
                FreeConsole();
                AttachConsole(ATTACH_PARENT_PROCESS);
            }
        }
    }

    /// <summary>Called by the system, on a thread of its own, before the test runner's handler: 1 keeps it from that.</summary>
    [UnmanagedCallersOnly]
    private static int IsForTheOther(uint kind) =>
        kind == CTRL_C_EVENT && Stopwatch.GetElapsedTime(Volatile.Read(ref _sentAt)) < Meant ? 1 : 0;

    private static void Check(int succeeded)
    {
        if (succeeded == 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int AttachConsole(uint processId);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int FreeConsole();

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int GenerateConsoleCtrlEvent(uint kind, uint processGroup);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int SetConsoleCtrlHandler(delegate* unmanaged<uint, int> handler, int add);
}

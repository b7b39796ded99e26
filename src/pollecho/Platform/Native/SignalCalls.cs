using System.Runtime.InteropServices;

namespace Pollecho.Platform.Native;

/// <summary>The calls of POSIX on signals, under their C names. Unix only.</summary>
internal static unsafe partial class SignalCalls
{
    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGQUIT = 3;
    public const int SIGPIPE = 13;
    public const int SIGTERM = 15;
    public const int SIGXFSZ = 25;
    public const nint SIG_DFL = 0;
    public const nint SIG_IGN = 1;

    /// <summary>Room for a sigset_t of any system; glibc's has 1,024 bits.</summary>
    public const int SigsetSize = 128;

    public static readonly int SIG_BLOCK = OperatingSystem.IsMacOS() ? 1 : 0;
    public static readonly int SIG_UNBLOCK = OperatingSystem.IsMacOS() ? 2 : 1;

    /// <summary>signal(2): sets what a signal does, and returns what it did.</summary>
    [LibraryImport("libc")]
    public static partial nint signal(int number, nint handler);

    /// <summary>sigemptyset(3). 0, or -1.</summary>
    [LibraryImport("libc")]
    public static partial int sigemptyset(byte* set);

    /// <summary>sigaddset(3). 0, or -1.</summary>
    [LibraryImport("libc")]
    public static partial int sigaddset(byte* set, int number);

    /// <summary>pthread_sigmask(3): changes which signals the calling thread is not interrupted by. 0, or an error number.</summary>
    [LibraryImport("libc")]
    public static partial int pthread_sigmask(int how, byte* set, byte* old);

    /// <summary>sigwait(3): takes the next of these signals. 0, or an error number.</summary>
    [LibraryImport("libc")]
    public static partial int sigwait(byte* set, int* number);

    /// <summary>raise(3): sends a signal to the calling thread. 0, or an error.</summary>
    [LibraryImport("libc")]
    public static partial int raise(int number);

    /// <summary>_exit(2): ends the process at once.</summary>
    [LibraryImport("libc")]
    public static partial void _exit(int status);
}

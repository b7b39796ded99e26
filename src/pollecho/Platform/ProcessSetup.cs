using static Pollecho.Platform.Native.Posix;
using static Pollecho.Platform.Native.SignalCalls;

namespace Pollecho.Platform;

/// <summary>What a process must do before anything else, since it may be started in any state.</summary>
internal static class ProcessSetup
{
    /// <summary>
    /// Opens the null device in place of closed standard streams, unblocks the signals that end the process, and turns a
    /// file at its size limit into a failed write instead of a signal. Does nothing on Windows.
    /// </summary>
    /// <remarks>
    /// A free descriptor goes to whatever is opened next: without this, to a pipe of the runtime or a socket, and what is
    /// printed would go there. Standard output is opened for reading only, so that a result that nobody gets is still an
    /// error.
    /// </remarks>
    public static void Run()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _ = signal(SIGXFSZ, SIG_IGN);
        SignalThread.UnblockAll();
        for (int opened = 0; opened is >= 0 and <= STDERR_FILENO;)
        {
            opened = open("/dev/null", O_RDWR);
            if (opened == STDOUT_FILENO)
            {
                _ = close(opened);
                opened = open("/dev/null", O_RDONLY);
            }

            if (opened > STDERR_FILENO)
            {
                _ = close(opened);
            }
        }
    }
}

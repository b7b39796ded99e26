using static Pollecho.Platform.Native.Posix;
using static Pollecho.Platform.Native.SignalCalls;

namespace Pollecho.Platform;

/// <summary>What a process has to see to before anything else, as it may be started in any state.</summary>
internal static class ProcessSetup
{
    /// <summary>
    /// Opens the null device in the place of standard streams that are closed, lets the signals come that end the
    /// process, and has a file that may not grow any more be an error of the write and not such a signal. Does nothing
    /// on Windows.
    /// </summary>
    /// <remarks>
    /// A descriptor that is free is given to whatever is opened next: without this, to a pipe of the runtime or to a
    /// socket, and what is printed would go there. The standard output is opened for reading only, so that a result
    /// that nobody gets is an error still.
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

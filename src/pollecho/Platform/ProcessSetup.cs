using static Pollecho.Platform.Native.Posix;

namespace Pollecho.Platform;

/// <summary>What a process has to see to before anything else, as it may be started in any state.</summary>
internal static class ProcessSetup
{
    /// <summary>
    /// Opens the null device in the place of standard streams that are closed, and has a file that may not grow any
    /// more be an error of the write and not the end of the process. Does nothing on Windows.
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
        for (int opened = 0; opened is >= 0 and <= 2;)
        {
            opened = open("/dev/null", O_RDWR);
            if (opened == 1)
            {
                _ = close(opened);
                opened = open("/dev/null", O_RDONLY);
            }

            if (opened > 2)
            {
                _ = close(opened);
            }
        }
    }
}

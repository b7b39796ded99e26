using System.Runtime.InteropServices;

namespace Pollecho.Platform.Native;

/// <summary>How a console of Windows treats what is written to it: https://learn.microsoft.com/windows/console/setconsolemode.</summary>
internal static unsafe partial class ConsoleMode
{
    public const int STD_ERROR_HANDLE = -12;
    public const uint ENABLE_VIRTUAL_TERMINAL_PROCESSING = 0x4;

    /// <summary>The handle behind a standard stream; belongs to the process.</summary>
    [LibraryImport("kernel32")]
    public static partial nint GetStdHandle(int stream);

    /// <summary>Reads the mode. 0 on failure, as of a handle that is no console.</summary>
    [LibraryImport("kernel32")]
    public static partial int GetConsoleMode(nint console, uint* mode);

    /// <summary>Sets the mode. 0 on failure, as of a flag that this Windows does not know.</summary>
    [LibraryImport("kernel32")]
    public static partial int SetConsoleMode(nint console, uint mode);
}

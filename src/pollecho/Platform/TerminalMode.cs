using static Pollecho.Platform.Native.ConsoleMode;

namespace Pollecho.Platform;

/// <summary>What the terminal on stderr takes.</summary>
internal static unsafe class TerminalMode
{
    /// <summary>
    /// Whether it takes control codes (ECMA-48). A Windows console older than Windows Terminal takes them only when asked to,
    /// and .NET does not ask; elsewhere every terminal does.
    /// </summary>
    public static bool TakesControlCodes()
    {
        if (!OperatingSystem.IsWindows())
        {
            return true;
        }

        nint console = GetStdHandle(STD_ERROR_HANDLE);
        uint mode;
        return GetConsoleMode(console, &mode) != 0 && SetConsoleMode(console, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
    }
}

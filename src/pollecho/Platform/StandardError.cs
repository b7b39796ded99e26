using System.Text;
using static Pollecho.Platform.Native.Posix;

namespace Pollecho.Platform;

/// <summary>The program's standard error, where .NET's console cannot be had.</summary>
internal static unsafe class StandardError
{
    /// <summary>Writes with nothing but the system's call, on Unix; whether anybody can read it is not known.</summary>
    public static void WriteRaw(string text)
    {
        if (!OperatingSystem.IsWindows())
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            fixed (byte* start = bytes)
            {
                _ = write(STDERR_FILENO, start, (nuint)bytes.Length);
            }
        }
    }
}

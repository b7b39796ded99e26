using System.Runtime.InteropServices;

namespace Pollecho.Tests;

/// <summary>Tells the system that runs Windows programs elsewhere from Windows itself, from which it differs in places.</summary>
internal static class Wine
{
    /// <summary>Whether this runs under it: only its ntdll has this function.</summary>
    public static bool IsHere { get; } = OperatingSystem.IsWindows()
        && NativeLibrary.TryLoad("ntdll.dll", out nint ntdll)
        && NativeLibrary.TryGetExport(ntdll, "wine_get_version", out _);
}

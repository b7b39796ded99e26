using System.Runtime.InteropServices;

namespace Pollecho;

/// <summary>The Windows on which the tests run may be Wine, which differs from it in places.</summary>
internal static class Wine
{
    /// <summary>Whether it is. Wine itself tells by this function: https://gitlab.winehq.org/wine/wine/-/wikis/Developer-FAQ</summary>
    public static bool IsHere { get; } =
        OperatingSystem.IsWindows() && NativeLibrary.TryLoad("ntdll", out nint library) && NativeLibrary.TryGetExport(library, "wine_get_version", out _);

    /// <summary>Skips a test that Wine cannot pass.</summary>
    /// <param name="difference">What Wine does otherwise than Windows.</param>
    public static void Skip(string difference) => Xunit.Assert.SkipWhen(IsHere, $"Wine differs from Windows: {difference}");
}

namespace Pollecho.Tests;

/// <summary>Whether this is the long run, which the build script's verb soak starts: the same tests, many more times.</summary>
internal static class Soak
{
    /// <summary>The one of two sizes that this run is to have.</summary>
    public static int Scale(int quick, int soak) => Environment.GetEnvironmentVariable("POLLECHO_SOAK") == "1" ? soak : quick;
}

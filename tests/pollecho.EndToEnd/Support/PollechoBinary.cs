using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>
/// The native binary that the tests drive: the one that POLLECHO_BINARY names or, without that, as in a plain
/// <c>dotnet test</c>, one that <see cref="NativePublish"/> makes.
/// </summary>
internal static class PollechoBinary
{
    private const string Variable = "POLLECHO_BINARY";

    private static readonly string? Named = Environment.GetEnvironmentVariable(Variable);

    /// <summary>Its absolute path. Skips the test where it cannot be made for lack of a linker.</summary>
    /// <exception cref="InvalidOperationException">The publish failed for another reason.</exception>
    public static string Path => string.IsNullOrEmpty(Named) ? NativePublish.Binary() : Named;

    /// <summary>What is wrong with the path in POLLECHO_BINARY; null if it is good, or if there is none.</summary>
    public static string? Misnamed()
    {
        bool good = string.IsNullOrEmpty(Named) || (System.IO.Path.IsPathFullyQualified(Named) && File.Exists(Named));
        return good ? null : $"{Variable} is '{Named}': it must be the absolute path of the published pollecho";
    }

    /// <summary>
    /// Skips a test in which the binary starts its own file again. Under an emulator a script stands in its place, and
    /// this machine cannot run the file that the binary finds.
    /// </summary>
    public static void SkipUnlessItStartsItself() => Assert.SkipWhen(IsEmulated(), "The binary runs under an emulator, and cannot start itself.");

    /// <summary>Skips the test where an emulator's threads, signals or memory would be looked at, and not the binary's.</summary>
    public static void SkipIfEmulated() => Assert.SkipWhen(IsEmulated(), "The binary runs under an emulator, which has threads, signals and memory of its own.");

    /// <summary>Whether what is in the binary's place is a script that starts it under an emulator.</summary>
    private static bool IsEmulated()
    {
        using FileStream file = File.OpenRead(Path);
        return file.ReadByte() == '#' && file.ReadByte() == '!';
    }
}

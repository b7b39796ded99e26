using System.Globalization;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>What a process of this machine holds, as Linux reports it.</summary>
internal static class ProcessUse
{
    /// <summary>Skips the test where that is not known.</summary>
    public static void Required() => Assert.SkipUnless(OperatingSystem.IsLinux(), "reads the kernel's account of a process");

    /// <summary>File handles.</summary>
    public static int Handles(int process) => Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Count();

    /// <summary>Memory of its own in bytes, without the files that are mapped.</summary>
    public static long Memory(int process) => Kilobytes($"/proc/{process}/status", "RssAnon:") * 1024;

    private static long Kilobytes(string file, string field)
    {
        string line = File.ReadLines(file).Single(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(field.Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture);
    }
}

using Pollecho.Platform.Native;

namespace Pollecho.Platform;

/// <summary>
/// Which file a path names: two paths name the same file if these are equal, be it by a link, by a directory that is a link,
/// or by letters that the system does not tell apart. What is no file, such as a pipe, goes by its path alone.
/// </summary>
/// <param name="Device">The device that it is on; 0 where it goes by its path alone.</param>
/// <param name="Number">Its number there, or that of its directory, if there is no such file yet.</param>
/// <param name="Name">The name that it will have there; its whole path where it goes by that; empty where the number says all.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Number, string Name)
{
    /// <summary>Looks now: the file may be another one later.</summary>
    /// <param name="path">Its path; there may be no such file yet.</param>
    public static FileIdentity Of(string path)
    {
        string full = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
        {
            return new(0, 0, Path.TrimEndingDirectorySeparator(Target(full)).ToUpperInvariant());
        }

        if (FileStatus.TryRead(full, follow: true, out int mode, out ulong device, out ulong number))
        {
            return FileStatus.IsFileOrDirectory(mode) ? new(device, number, "") : new(0, 0, full);
        }

        // A link may lead to where there is nothing yet.
        string target = Target(full);
        return FileStatus.TryRead(Path.GetDirectoryName(target) ?? target, follow: true, out _, out device, out number)
            ? new(device, number, Path.GetFileName(target)) : new(0, 0, target);
    }

    /// <summary>Whether there is no such file yet, and it will be in a directory under a name that ends so.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="end">The end, told apart by case where the system does so.</param>
    public bool WillBeIn(FileIdentity directory, string end)
    {
        bool isThere = OperatingSystem.IsWindows() ? Path.GetDirectoryName(Name) == directory.Name
            : (Device, Number, directory.Name) == (directory.Device, directory.Number, "");
        return isThere && Name.EndsWith(end, OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Looks at what is under a path itself, be it a link. Not on Windows.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isSocket">Whether it is a unix socket.</param>
    /// <returns>Null if there is nothing.</returns>
    public static FileIdentity? OfEntry(string path, out bool isSocket)
    {
        bool found = FileStatus.TryRead(path, follow: false, out int mode, out ulong device, out ulong number);
        isSocket = FileStatus.IsSocket(mode);
        return found ? new(device, number, "") : null;
    }

    private static string Target(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // None that can be followed, or no such file yet.
            return path;
        }
    }
}

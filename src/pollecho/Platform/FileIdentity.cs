using Pollecho.Platform.Native;

namespace Pollecho.Platform;

/// <summary>
/// Which file a path names: two paths name the same file if these are equal, be it by a link, by a directory that is a link,
/// or by letters that the system does not tell apart.
/// </summary>
/// <param name="Device">The device that it is on; 0 on Windows, where it goes by its path alone.</param>
/// <param name="Number">Its number there, or that of its directory, if there is no such file yet.</param>
/// <param name="Name">The name that it will have there; its whole path on Windows; empty where the number says all.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Number, string Name)
{
    /// <summary>Looks now: the file may be another one later.</summary>
    /// <param name="path">Its path; there may be no such file yet.</param>
    public static FileIdentity Of(string path)
    {
        string full = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
        {
            return new(0, 0, Target(full).ToUpperInvariant());
        }

        if (FileStatus.TryRead(full, follow: true, out _, out ulong device, out ulong number))
        {
            return new(device, number, "");
        }

        FileStatus.TryRead(Path.GetDirectoryName(full) ?? full, follow: true, out _, out device, out number);
        return new(device, number, Path.GetFileName(full));
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

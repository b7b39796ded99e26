using Pollecho.Platform;

namespace Pollecho.Sockets;

/// <summary>Which file a path names now: what tells the file of a unix socket from another one put in its place.</summary>
/// <param name="IsSocket">Whether it is a socket.</param>
/// <param name="File">Which one. No other gets its number as long as a socket is bound to it.</param>
internal readonly record struct SocketFile(bool IsSocket, FileIdentity File)
{
    /// <summary>Looks, without following a symbolic link; null if there is no file.</summary>
    public static SocketFile? At(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return FileIdentity.OfEntry(path, out bool isSocket) is { } entry ? new(isSocket, entry) : null;
        }

        // The file of a socket is a reparse point there (IO_REPARSE_TAG_AF_UNIX), which only few calls open.
        var file = new FileInfo(path);
        return (int)file.Attributes == -1 ? null
            : new((file.Attributes & (FileAttributes.ReparsePoint | FileAttributes.Directory)) == FileAttributes.ReparsePoint, new(0, (ulong)file.CreationTimeUtc.Ticks, ""));
    }
}

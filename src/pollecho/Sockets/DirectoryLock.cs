using System.Diagnostics;
using static Pollecho.Sockets.Native.FileCalls;

namespace Pollecho.Sockets;

/// <summary>
/// Keeps servers that begin to listen in the same directory one after the other: between two, one would take the socket that the
/// other has bound, but does not listen on yet, for a stale one. No file is made for it. On Windows, and where the directory
/// may not be read, nothing is locked.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    /// <summary>A program that holds the lock for longer is not one that is about to listen.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly int _directory = -1;

    /// <summary>Takes the lock, or goes on without it after a second.</summary>
    /// <param name="directory">The directory; empty for the current one.</param>
    public DirectoryLock(string? directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _directory = open(string.IsNullOrEmpty(directory) ? "." : directory, O_RDONLY | O_CLOEXEC);
        long start = Stopwatch.GetTimestamp();
        while (_directory >= 0 && flock(_directory, LOCK_EX | LOCK_NB) != 0 && Stopwatch.GetElapsedTime(start) < Patience)
        {
            Thread.Sleep(1);
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        if (_directory >= 0)
        {
            _ = close(_directory);
        }
    }
}

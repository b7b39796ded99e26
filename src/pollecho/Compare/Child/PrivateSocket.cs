using System.Net.Sockets;
using Pollecho.Sockets;

namespace Pollecho.Compare.Child;

/// <summary>A unix socket in a directory of its own, which only this user may enter and which goes with it.</summary>
internal sealed class PrivateSocket : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("pollecho-");

    /// <summary>Creates the directory.</summary>
    /// <exception cref="IOException">It cannot be created, or its path does not fit into a socket address.</exception>
    public PrivateSocket()
    {
        string path = Path.Combine(_directory.FullName, "s");
        if (!UnixListener.Fits(path))
        {
            Dispose();
            throw new IOException($"{path} is too long for a socket address; set TMPDIR to a shorter directory");
        }

        EndPoint = new UnixDomainSocketEndPoint(path);
    }

    /// <summary>The socket, on which nobody listens yet.</summary>
    public UnixDomainSocketEndPoint EndPoint { get; }

    /// <summary>Removes the directory after a process that could not.</summary>
    public static void Remove(UnixDomainSocketEndPoint endPoint)
    {
        string path = endPoint.ToString();
        Remove(() => File.Delete(path));
        Remove(() => Directory.Delete(Path.GetDirectoryName(path)!));
    }

    /// <summary>Removes the directory; nothing but the socket was ever in it.</summary>
    public void Dispose() => Remove(_directory.Delete);

    private static void Remove(Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is gone already, or somebody has put something there.
        }
    }
}

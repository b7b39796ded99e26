using System.Net.Sockets;

namespace Pollecho.Tests;

/// <summary>The path of a unix socket in a directory of its own, which goes with it.</summary>
internal sealed class TemporarySocket : IDisposable
{
    private readonly DirectoryInfo _directory;
    private int _next;

    /// <summary>Makes the directory, or skips the test where the system has no such sockets.</summary>
    public TemporarySocket()
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "this system has no unix sockets");
        _directory = Directory.CreateTempSubdirectory("pollecho-");
        Path = System.IO.Path.Combine(_directory.FullName, "s");
        EndPoint = new UnixDomainSocketEndPoint(Path);
    }

    public string Path { get; }

    /// <summary>The directory.</summary>
    public string Folder => _directory.FullName;

    public UnixDomainSocketEndPoint EndPoint { get; }

    /// <summary>Another one in the same directory.</summary>
    public UnixDomainSocketEndPoint Next() => new(Path + ++_next);

    /// <summary>What is there.</summary>
    public IEnumerable<string> Files => _directory.EnumerateFileSystemInfos().Select(file => file.Name).Order();

    /// <summary>A blocking socket of its kind.</summary>
    public static Socket Create(SocketType type = SocketType.Stream) => new(AddressFamily.Unix, type, ProtocolType.Unspecified)
    {
        ReceiveTimeout = Patience.Milliseconds,
        SendTimeout = Patience.Milliseconds,
    };

    /// <summary>One that is connected there.</summary>
    public Socket Connect()
    {
        Socket socket = Create();
        socket.Connect(EndPoint);
        return socket;
    }

    /// <summary>Leaves a socket's file there that nobody listens on, as a server that was killed does.</summary>
    public void LeaveStale(SocketType type = SocketType.Stream)
    {
        // The framework deletes the file of a socket that it closes, so that file is kept under another name meanwhile.
        using (Socket socket = Create(type))
        {
            socket.Bind(EndPoint);
            File.Move(Path, Path + ".kept");
        }

        File.Move(Path + ".kept", Path);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}

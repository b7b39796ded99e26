using System.Net.Sockets;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The path of a unix socket in a directory of its own, which goes with it.</summary>
internal sealed class UnixSocket : IDisposable
{
    private readonly DirectoryInfo _directory;

    /// <summary>Makes the directory, or skips the test where the system has no such sockets.</summary>
    public UnixSocket()
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "This system has no unix sockets.");
        _directory = Directory.CreateTempSubdirectory("pollecho-");
        Path = System.IO.Path.Combine(_directory.FullName, "s");
    }

    /// <summary>The path.</summary>
    public string Path { get; }

    /// <summary>The directory.</summary>
    public string Folder => _directory.FullName;

    /// <summary>The path as commands take it.</summary>
    public string Address => $"unix:{Path}";

    /// <summary>What is in the directory.</summary>
    public IEnumerable<string> Files => _directory.EnumerateFileSystemInfos().Select(file => file.Name);

    /// <summary>Starts a server there, and waits until it listens.</summary>
    public Pollecho StartServer(params string[] arguments) => Listening(Pollecho.Start(["server", "--bind", Address, .. arguments]));

    /// <summary>The same from a shell that first does something.</summary>
    public Pollecho StartServerAfter(string command, params string[] arguments) =>
        Listening(Pollecho.StartAfter(command, ["server", "--bind", Address, .. arguments]));

    /// <summary>Runs a client against it, to the end.</summary>
    public Pollecho RunClient(params string[] arguments) => Pollecho.Run(["client", Address, .. arguments]);

    /// <summary>A blocking connection.</summary>
    public Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = Patience.Milliseconds,
            SendTimeout = Patience.Milliseconds,
        };
        socket.Connect(new UnixDomainSocketEndPoint(Path));
        return socket;
    }

    /// <summary>Removes the directory.</summary>
    public void Dispose() => _directory.Delete(recursive: true);

    private static Pollecho Listening(Pollecho server)
    {
        try
        {
            server.WaitForLine("listening");
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }
}

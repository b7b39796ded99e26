using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pollecho.Sockets;

/// <summary>
/// A listener on a unix socket. Its file goes with it, if it is still its own.
/// </summary>
internal sealed class UnixListener : Socket
{
    /// <summary>The longest path that a socket address takes on Linux and Windows, in bytes of UTF-8: sun_path less the NUL that ends it (unix(7)).</summary>
    public const int LongestPathElsewhere = 108 - 1;

    /// <summary>The same on macOS (unix(4)).</summary>
    public const int LongestPathOnMacOS = 104 - 1;

    /// <summary>The same on this system.</summary>
    public static int LongestPath => OperatingSystem.IsMacOS() ? LongestPathOnMacOS : LongestPathElsewhere;

    private readonly string _path;
    private SocketFile? _file;

    private UnixListener(string path)
        : base(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) => _path = path;

    /// <summary>Whether a path fits into a socket address.</summary>
    public static bool Fits(string path) => Encoding.UTF8.GetByteCount(path) <= LongestPath;

    /// <summary>Opens a non-blocking listener; the file's mode and owner are as the process's umask and user say.</summary>
    /// <param name="endPoint">Where. A socket that nobody listens on any more is taken over; no other file is touched.</param>
    /// <param name="backlog">Connections the system keeps waiting for an accept; it may keep fewer.</param>
    /// <exception cref="SocketException">
    /// It cannot: <see cref="SocketError.AddressAlreadyInUse"/> if another program listens there, or may,
    /// <see cref="SocketError.NotSocket"/> if there is a file of another kind, <see cref="SocketErrors.NoSuchFile"/> if there
    /// is no such directory, or another reason.
    /// </exception>
    public static UnixListener Open(UnixDomainSocketEndPoint endPoint, int backlog)
    {
        string path = endPoint.ToString();
        using var order = new DirectoryLock(Path.GetDirectoryName(path));
        var listener = new UnixListener(path);
        try
        {
            listener.BindTo(endPoint);
            listener.Blocking = false;
            listener.Listen(backlog);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Before it is closed: until then nobody takes the file over, so that it is not another server's.
        // Once: after it is closed, a new file may get the number of the old one.
        if (_file is { IsSocket: true } own && SocketFile.At(_path) == own)
        {
            TryDelete(_path);
        }

        _file = null;
        base.Dispose(disposing);
    }

    private void BindTo(UnixDomainSocketEndPoint endPoint)
    {
        SocketError error = TryBind(endPoint);
        if (error == SocketError.AddressAlreadyInUse && SocketFile.At(_path) is { } file)
        {
            error = !file.IsSocket ? SocketError.NotSocket
                : !IsStale(endPoint) ? error
                : TryDelete(_path) ? TryBind(endPoint)
                : SocketError.AccessDenied;
        }

        if (error != SocketError.Success)
        {
            throw new SocketException((int)(error == SocketError.AddressNotAvailable ? SocketErrors.NoSuchFile : error));
        }

        _file = SocketFile.At(_path);
    }

    private SocketError TryBind(UnixDomainSocketEndPoint endPoint)
    {
        try
        {
            Bind(new Untracked(endPoint));
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    /// <summary>Whether a connect is refused: whatever else becomes of it, somebody may listen, if only another user's program.</summary>
    private static bool IsStale(UnixDomainSocketEndPoint endPoint)
    {
        SocketError outcome = ConnectCalls.BeginConnect(endPoint, new SocketTuning(), out Socket? socket);
        socket?.Dispose();
        return outcome == SocketError.ConnectionRefused;
    }

    private static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The same address under another type: of its own the framework deletes the file at the end, whoever's that is by then.</summary>
    private sealed class Untracked(UnixDomainSocketEndPoint endPoint) : EndPoint
    {
        public override AddressFamily AddressFamily => endPoint.AddressFamily;

        public override SocketAddress Serialize() => endPoint.Serialize();

        public override EndPoint Create(SocketAddress socketAddress) => endPoint.Create(socketAddress);
    }
}

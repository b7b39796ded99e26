using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The service manager's end of what a service reports: a unix socket for datagrams, see sd_notify(3).</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly UnixSocket? _directory;
    private readonly Socket _socket;
    private readonly Queue<string> _received = new();

    /// <summary>Opens one.</summary>
    /// <param name="isAbstract">Whether its name is one of Linux's abstract ones, rather than a path.</param>
    public NotifySocket(bool isAbstract = false)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such sockets.");
        Assert.SkipWhen(isAbstract && !OperatingSystem.IsLinux(), "abstract names are Linux's");
        _directory = isAbstract ? null : new UnixSocket();
        Name = _directory?.Path ?? $"@pollecho-{Guid.NewGuid():N}";
        _socket = Create();
        _socket.Bind(EndPoint);
    }

    /// <summary>Its name, as NOTIFY_SOCKET has it.</summary>
    public string Name { get; }

    private UnixDomainSocketEndPoint EndPoint => new(_directory?.Path ?? $"\0{Name[1..]}");

    /// <summary>The next assignment; a message may have several.</summary>
    public string Receive()
    {
        if (_received.Count == 0)
        {
            byte[] message = new byte[4096];
            Array.ForEach(Encoding.ASCII.GetString(message, 0, _socket.Receive(message)).Split('\n'), _received.Enqueue);
        }

        return _received.Dequeue();
    }

    /// <summary>The first that is not that one.</summary>
    public string ReceiveAfter(string passedOver)
    {
        string message = Receive();
        while (message == passedOver)
        {
            message = Receive();
        }

        return message;
    }

    /// <summary>Whether there is another.</summary>
    public bool HasMore => _received.Count > 0 || _socket.Poll(0, SelectMode.SelectRead);

    /// <summary>Sends this message until it takes no more from anybody: a sender may be at its own limit first.</summary>
    /// <returns>How many it took.</returns>
    public int Fill(string message)
    {
        int taken = 0;
        for (int before = -1; taken > before;)
        {
            before = taken;
            using Socket sender = Create();
            sender.Blocking = false;
            sender.Connect(EndPoint);
            while (sender.Send(Encoding.ASCII.GetBytes(message), SocketFlags.None, out SocketError error) > 0 && error == SocketError.Success)
            {
                taken++;
            }
        }

        return taken;
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _directory?.Dispose();
    }

    private static Socket Create() => new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = Patience.Milliseconds };
}

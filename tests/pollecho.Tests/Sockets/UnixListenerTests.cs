using System.Net.Sockets;
using System.Text;
using Pollecho.Sockets;

namespace Pollecho.Tests.Sockets;

/// <summary>A listener on a unix socket: which files it takes over, leaves alone and takes along.</summary>
public sealed class UnixListenerTests : IDisposable
{
    private readonly TemporarySocket _socket = new();

    public void Dispose() => _socket.Dispose();

    [Fact]
    public void The_file_comes_and_goes_with_the_listener()
    {
        using (Socket listener = Listen())
        {
            Assert.Equal(["s"], _socket.Files);
            Assert.Equal(_socket.EndPoint, listener.LocalEndPoint);
            using Socket peer = _socket.Connect();
            Socket accepted = Accept(listener);
            accepted.Dispose();
            Assert.Equal(["s"], _socket.Files);
        }

        Assert.Empty(_socket.Files);
    }

    [Fact]
    public void Two_disposals_are_as_good_as_one()
    {
        Socket listener = Listen();
        listener.Dispose();
        using Socket next = Listen();
        listener.Dispose();

        Assert.Equal(["s"], _socket.Files);
        _socket.Connect().Dispose();
    }

    [Fact]
    public void A_socket_that_nobody_listens_on_is_taken_over()
    {
        _socket.LeaveStale();
        Assert.Equal(["s"], _socket.Files);

        using Socket listener = Listen();

        using Socket peer = _socket.Connect();
        Accept(listener).Dispose();
    }

    [Fact]
    public void A_socket_that_somebody_listens_on_is_not_even_if_the_queue_is_full()
    {
        using Socket listener = Listen(backlog: 1);
        Assert.Equal(SocketError.AddressAlreadyInUse, Refusal());

        var waiting = new List<Socket>();
        while (ConnectCalls.BeginConnect(_socket.EndPoint, new SocketTuning(), out Socket? socket) == SocketError.Success && waiting.Count < 100)
        {
            waiting.Add(socket!);
        }

        Assert.Equal(SocketError.AddressAlreadyInUse, Refusal());
        Accept(listener).Dispose();
        waiting.ForEach(socket => socket.Dispose());
        Assert.Equal(["s"], _socket.Files);
    }

    [Fact]
    public void A_socket_of_another_kind_is_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has stream sockets only");
        using Socket other = TemporarySocket.Create(SocketType.Dgram);
        other.Bind(_socket.EndPoint);

        Assert.Equal(SocketError.AddressAlreadyInUse, Refusal());
        Assert.Equal(["s"], _socket.Files);
    }

    [Fact]
    public void A_file_that_is_no_socket_is_left_alone()
    {
        File.WriteAllText(_socket.Path, "mine");
        Assert.Equal(SocketError.NotSocket, Refusal());
        Assert.Equal("mine", File.ReadAllText(_socket.Path));
        File.Delete(_socket.Path);

        Directory.CreateDirectory(_socket.Path);
        Assert.Equal(SocketError.NotSocket, Refusal());
        Assert.True(Directory.Exists(_socket.Path));
    }

    [Fact]
    public void A_link_is_left_alone_wherever_it_points()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "not every user may create links there");
        File.CreateSymbolicLink(_socket.Path, "nowhere");

        Assert.Equal(SocketError.NotSocket, Refusal());

        Assert.Equal("nowhere", File.ResolveLinkTarget(_socket.Path, returnFinalTarget: false)!.Name);
    }

    [Fact]
    public void What_somebody_else_has_put_there_stays()
    {
        Socket first = Listen();
        File.Delete(_socket.Path);
        using (Socket second = Listen())
        {
            // Right after, and so perhaps of the same time of creation.
            first.Dispose();
            _socket.Connect().Dispose();

            File.Delete(_socket.Path);
            File.WriteAllText(_socket.Path, "mine");
        }

        Assert.Equal("mine", File.ReadAllText(_socket.Path));
    }

    [Fact]
    public void Of_many_that_take_over_a_stale_socket_at_once_one_listens()
    {
        for (int round = 0; round < 20; round++)
        {
            _socket.LeaveStale();
            using var start = new Barrier(4);
            var opened = new Socket?[4];
            var refusals = new SocketError[4];
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(i => new Thread(() =>
            {
                start.SignalAndWait(Patience.Limit);
                try
                {
                    opened[i] = Listen();
                }
                catch (SocketException e)
                {
                    refusals[i] = e.SocketErrorCode;
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Assert.All(threads, thread => Assert.True(thread.Join(Patience.Limit)));

            Socket listener = Assert.Single(opened, socket => socket is not null)!;
            Assert.Equal(3, refusals.Count(error => error == SocketError.AddressAlreadyInUse));
            _socket.Connect().Dispose();
            Accept(listener).Dispose();
            listener.Dispose();
        }
    }

    [Fact]
    public void A_directory_that_is_not_there_is_reported_as_such()
    {
        var error = Assert.Throws<SocketException>(() => Listener.Open(new UnixDomainSocketEndPoint(Path.Combine(_socket.Folder, "no", "s")), 1));

        Assert.Equal(SocketErrors.NoSuchFile, error.SocketErrorCode);
        Assert.Equal("no such directory", SocketErrors.DescribeListen(error.SocketErrorCode));
    }

    [Fact]
    public void A_path_fits_by_its_bytes_and_leaves_room_for_a_NUL()
    {
        int room = UnixListener.LongestPath - Encoding.UTF8.GetByteCount(_socket.Folder) - 1;
        string longest = Path.Combine(_socket.Folder, "ü" + new string('x', room - 2));
        Assert.True(UnixListener.Fits(longest));
        Assert.False(UnixListener.Fits(longest + "x"));

        Listener.Open(new UnixDomainSocketEndPoint(longest), 1).Dispose();
        Assert.Throws<ArgumentOutOfRangeException>(() => new UnixDomainSocketEndPoint(longest + "x"));
    }

    private Socket Listen(int backlog = 16) => Listener.Open(_socket.EndPoint, backlog);

    private SocketError Refusal() => Assert.Throws<SocketException>(() => Listen()).SocketErrorCode;

    private static Socket Accept(Socket listener)
    {
        Socket? accepted = null;
        Patience.Until(() => SocketCalls.Accept(listener, new SocketTuning(), out accepted) == SocketError.Success);
        return accepted!;
    }
}

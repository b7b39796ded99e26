using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Pollecho.Waiting;

namespace Pollecho.Tests.Waiting;

public partial class KqueueStrategyTests : WaitStrategyContract
{
    protected override bool AsksTheSystem => true;

    [Fact]
    public void A_socket_that_cannot_be_watched_stays_unknown()
    {
        using IWaitStrategy wait = Create();
        var listener = new Peer(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));

        // A handle that is closed (EBADF). It is far above those in use, so that it does not become another test's.
        const int Closed = 9_999;
        Assert.Equal(Closed, dup2((int)listener.Socket.Handle, Closed));
        var unwatchable = new Peer(new Socket(new SafeSocketHandle(Closed, ownsHandle: false)));
        Assert.Equal(0, close(Closed));

        Assert.Throws<Win32Exception>(() => wait.Watch(unwatchable, Interest.Read | Interest.Write));

        Assert.Equal(Interest.None, unwatchable.Interest);
        wait.Unwatch(unwatchable);
        wait.Watch(listener, Interest.Accept);
        wait.Unwatch(listener);
        listener.Socket.Dispose();
    }

    public override void A_closed_socket_that_is_unwatched_late_leaves_the_new_owner_of_its_handle_alone()
    {
        KqueueLibrary.SkipIfClosedSocketsStay();
        base.A_closed_socket_that_is_unwatched_late_leaves_the_new_owner_of_its_handle_alone();
    }

    private protected override IWaitStrategy Create()
    {
        KqueueLibrary.SkipUnlessThere();
        return new KqueueStrategy();
    }

    [LibraryImport("libc")]
    private static partial int dup2(int fildes, int fildes2);

    [LibraryImport("libc")]
    private static partial int close(int fildes);

    private sealed class Peer(Socket socket) : Pollable(socket);
}

public class AdaptiveOnKqueueStrategyTests : WaitStrategyContract
{
    protected override bool AsksTheSystem => true;

    public override void A_closed_socket_that_is_unwatched_late_leaves_the_new_owner_of_its_handle_alone()
    {
        KqueueLibrary.SkipIfClosedSocketsStay();
        base.A_closed_socket_that_is_unwatched_late_leaves_the_new_owner_of_its_handle_alone();
    }

    private protected override IWaitStrategy Create()
    {
        KqueueLibrary.SkipUnlessThere();
        return new AdaptiveStrategy(new KqueueStrategy(), TimeSpan.FromMicroseconds(200));
    }
}

using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Tests.Waiting;

public class SpinStrategyTests : WaitStrategyContract
{
    protected override bool AsksTheSystem => false;

    protected override string WhyItDoesNotScale => "it tries every socket, ready or not";

    private protected override IWaitStrategy Create() => new SpinStrategy();
}

public class YieldStrategyTests : WaitStrategyContract
{
    protected override bool AsksTheSystem => false;

    protected override string WhyItDoesNotScale => "it tries every socket, ready or not";

    private protected override IWaitStrategy Create() => new YieldStrategy();
}

public class SleepStrategyTests : WaitStrategyContract
{
    protected override bool AsksTheSystem => false;

    protected override string WhyItDoesNotScale => "it tries every socket, ready or not";

    [Fact]
    public void The_nap_is_rounded_up_to_whole_milliseconds() =>
        Assert.Equal("sleep:2ms", new WaitSpec(WaitStrategies.Find("sleep")!, TimeSpan.FromMicroseconds(1_100)).Name);

    [Fact]
    public void The_naps_are_measured()
    {
        using var sleep = new SleepStrategy(TimeSpan.FromMilliseconds(3));
        Assert.Equal(TimeSpan.Zero, sleep.Naps!.Value.Mean);
        Assert.Null(new SpinStrategy().Naps);

        sleep.Wait(0, Deadline.Never);
        sleep.Wait(0, Deadline.Never);

        TimeSpan nap = (new Naps(Count: 0, Ticks: 0) + sleep.Naps!.Value).Mean;
        Assert.True(nap >= TimeSpan.FromMilliseconds(2.9), $"{nap}");
    }

    private protected override IWaitStrategy Create() => new SleepStrategy(TimeSpan.FromMilliseconds(1));
}

public class SelectStrategyTests : WaitStrategyContract
{
    protected override bool AsksTheSystem => true;

    protected override string WhyItDoesNotScale => "select is given every socket in each call, and looks at each";

    private protected override IWaitStrategy Create() => new SelectStrategy();
}

public class EpollStrategyTests : WaitStrategyContract
{
    protected override bool AsksTheSystem => true;

    [Fact]
    public void A_socket_that_cannot_be_watched_stays_unknown()
    {
        using IWaitStrategy wait = Create();
        var listener = new Peer(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));

        // A file can be read at any time, so there is nothing to watch (EPERM). A handle that is closed may be another test's.
        using SafeFileHandle file = File.OpenHandle(Path.GetTempFileName(), FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.DeleteOnClose);
        var unwatchable = new Peer(new Socket(new SafeSocketHandle(file.DangerousGetHandle(), ownsHandle: false)));

        Assert.Throws<Win32Exception>(() => wait.Watch(unwatchable, Interest.Read));

        Assert.Equal(Interest.None, unwatchable.Interest);
        wait.Unwatch(unwatchable);
        wait.Watch(listener, Interest.Accept);
        wait.Unwatch(listener);
        listener.Socket.Dispose();
    }

    private protected override IWaitStrategy Create()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "epoll is Linux's");
        return new EpollStrategy();
    }

    private sealed class Peer(Socket socket) : Pollable(socket);
}

public class AdaptiveOnEpollStrategyTests : WaitStrategyContract
{
    protected override bool AsksTheSystem => true;

    private protected override IWaitStrategy Create()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "epoll is Linux's");
        return new AdaptiveStrategy(new EpollStrategy(), TimeSpan.FromMicroseconds(200));
    }
}

public class AfdStrategyTests : WaitStrategyContract
{
    protected override bool AsksTheSystem => true;

    [Fact]
    public void A_socket_that_was_closed_while_it_was_watched_is_not_reported()
    {
        using IWaitStrategy wait = Create();
        var closed = new Peer(Bound());
        var open = new Peer(Bound());
        wait.Watch(closed, Interest.Read);
        closed.Socket.Dispose();

        // The new socket may have got the handle of the closed one.
        wait.Watch(open, Interest.Read);
        open.Socket.SendTo("x"u8, open.Socket.LocalEndPoint!);
        Patience.Until(() => wait.Wait(0, Deadline.Now).Readable.Contains(open));
        Assert.Equal([open], wait.Wait(0, Deadline.Now).Readable.ToArray());

        wait.Unwatch(closed);
        Assert.Equal([open], wait.Wait(0, Deadline.Now).Readable.ToArray());
        wait.Unwatch(open);
        open.Socket.Dispose();
    }

    private protected override IWaitStrategy Create()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "AFD is Windows'");
        return new AfdStrategy();
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private sealed class Peer(Socket socket) : Pollable(socket);
}

public class AdaptiveOnAfdStrategyTests : WaitStrategyContract
{
    protected override bool AsksTheSystem => true;

    private protected override IWaitStrategy Create()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "AFD is Windows'");
        return new AdaptiveStrategy(new AfdStrategy(), TimeSpan.FromMicroseconds(200));
    }
}

public class AdaptiveStrategyTests : WaitStrategyContract
{
    protected override bool AsksTheSystem => true;

    protected override string WhyItDoesNotScale => "select is given every socket in each call, and looks at each";

    [Theory]
    [InlineData(200, "adaptive")]
    [InlineData(50, "adaptive:50us")]
    [InlineData(0.5, "adaptive:0.5us")]
    [InlineData(1_000, "adaptive:1ms")]
    [InlineData(1_500, "adaptive:1500us")]
    [InlineData(2_000_000, "adaptive:2s")]
    public void Its_name_has_the_spin_window_where_that_is_not_the_usual_one(double microseconds, string name) =>
        Assert.Equal(name, new WaitSpec(WaitStrategies.Find("adaptive")!, TimeSpan.FromMicroseconds(microseconds)).Name);

    private protected override IWaitStrategy Create() => new AdaptiveStrategy(new SelectStrategy(), TimeSpan.FromMicroseconds(200));
}

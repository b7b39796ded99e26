using System.Net.Sockets;
using System.Text;
using Pollecho.Platform;

namespace Pollecho.Tests.Platform;

/// <summary>What the service manager is told.</summary>
public sealed class ServiceManagerTests
{
    private const int ProcessId = 4711;

    [Theory]
    [InlineData("1", null, 0.000_001)]
    [InlineData("20000000", null, 20.0)]
    [InlineData("20000000", "", 20.0)]
    [InlineData("20000000", "4711", 20.0)]
    [InlineData("20000000", "4712", null)]
    [InlineData("0", null, null)]
    [InlineData("-1", null, null)]
    [InlineData("1.5", null, null)]
    [InlineData("", null, null)]
    [InlineData(null, null, null)]
    [InlineData("922337203685477580", null, 922_337_203_685.477_58)]
    [InlineData("922337203685477581", null, null)]
    public void It_watches_the_process_that_it_names(string? microseconds, string? processId, double? seconds)
    {
        using ServiceManager manager = Read(("NOTIFY_SOCKET", "/run/notify"), ("WATCHDOG_USEC", microseconds), ("WATCHDOG_PID", processId))!;

        Assert.Equal(("/run/notify", seconds), (manager.Name, manager.Watchdog?.TotalSeconds));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_socket_there_is_none(string? name) => Assert.Null(Read(("NOTIFY_SOCKET", name), ("WATCHDOG_USEC", "1000"), ("WATCHDOG_PID", null)));

    [Fact]
    public void It_learns_in_order_what_could_not_be_sent_before()
    {
        using var directory = new TemporarySocket();
        using var manager = new ServiceManager(directory.Path);
        Assert.NotEqual(SocketError.Success, manager.Ready());
        manager.SignOfLife();

        using Socket messages = TemporarySocket.Create(SocketType.Dgram);
        messages.Bind(directory.EndPoint);
        manager.SignOfLife();
        manager.SignOfLife();
        manager.Stopping();
        manager.SignOfLife();

        Assert.Equal(["READY=1\nWATCHDOG=1", "WATCHDOG=1", "STOPPING=1", "WATCHDOG=1"], Received(messages, 4));
    }

    [Fact]
    public void Of_two_states_that_could_not_be_sent_it_learns_the_last()
    {
        using var directory = new TemporarySocket();
        using var manager = new ServiceManager(directory.Path);
        Assert.NotEqual(SocketError.Success, manager.Ready());
        manager.Stopping();

        using Socket messages = TemporarySocket.Create(SocketType.Dgram);
        messages.Bind(directory.EndPoint);
        manager.SignOfLife();
        manager.SignOfLife();

        Assert.Equal(["STOPPING=1\nWATCHDOG=1", "WATCHDOG=1"], Received(messages, 2));
    }

    [Fact]
    public void After_the_stop_it_is_never_ready()
    {
        using var directory = new TemporarySocket();
        using Socket messages = TemporarySocket.Create(SocketType.Dgram);
        messages.Bind(directory.EndPoint);
        using var manager = new ServiceManager(directory.Path);

        manager.Stopping();
        Assert.Equal(SocketError.Success, manager.Ready());
        manager.SignOfLife();

        Assert.Equal(["STOPPING=1", "WATCHDOG=1"], Received(messages, 2));
    }

    [Fact]
    public void A_manager_that_is_busy_is_told_again_that_the_service_is_ready()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere a queue is as long as its buffers");
        using var directory = new TemporarySocket();
        using Socket messages = TemporarySocket.Create(SocketType.Dgram);
        messages.Bind(directory.EndPoint);
        using Socket other = TemporarySocket.Create(SocketType.Dgram);
        other.Blocking = false;
        int queued = 0;
        while (CanSend(other, directory))
        {
            queued++;
        }

        using var manager = new ServiceManager(directory.Path);
        messages.ReceiveTimeout = Patience.Milliseconds;
        SocketError? failure = null;
        manager.ReadyInTime(error => failure = error);
        Received(messages, 1, isLast: false);

        Assert.Equal("READY=1", Received(messages, queued)[^1]);
        Assert.Null(failure);
    }

    [Fact]
    public void After_its_end_nothing_more_is_sent()
    {
        using var directory = new TemporarySocket();
        using Socket messages = TemporarySocket.Create(SocketType.Dgram);
        messages.Bind(directory.EndPoint);
        var manager = new ServiceManager(directory.Path);

        manager.Dispose();

        Assert.Equal(SocketError.Success, manager.Ready());
        Received(messages, 0);
    }

    private static bool CanSend(Socket socket, TemporarySocket to)
    {
        try
        {
            return socket.SendTo("busy"u8, SocketFlags.None, to.EndPoint) > 0;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable)
        {
            return false;
        }
    }

    private static ServiceManager? Read(params (string Name, string? Value)[] environment) =>
        ServiceManager.Read(name => environment.Single(variable => variable.Name == name).Value, ProcessId);

    private static string[] Received(Socket messages, int count, bool isLast = true)
    {
        byte[] message = new byte[64];
        string[] received = [.. Enumerable.Range(0, count).Select(_ => Encoding.ASCII.GetString(message, 0, messages.Receive(message)))];
        Assert.Equal(!isLast, messages.Poll(0, SelectMode.SelectRead));
        return received;
    }
}

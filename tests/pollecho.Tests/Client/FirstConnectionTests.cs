using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Sockets;

namespace Pollecho.Tests.Client;

/// <summary>Which of a name's addresses is taken, and what becomes of the others.</summary>
public sealed class FirstConnectionTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _refusing = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public FirstConnectionTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();

        // Bound and not listening: the port is nobody else's, and connections to it are refused.
        _refusing.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    private IPEndPoint Good => (IPEndPoint)_listener.LocalEndPoint!;

    private IPEndPoint Refusing => (IPEndPoint)_refusing.LocalEndPoint!;

    [Fact]
    public void One_that_is_refused_makes_room_for_the_next_and_the_server_sees_one_connection()
    {
        var first = new FirstConnection(Long, new SocketTuning(), TestContext.Current.CancellationToken);

        (EndPoint EndPoint, Socket Socket)? open = first.Open([Refusing, Good, Refusing]);

        using Socket? socket = open?.Socket;
        Assert.Equal(Good, open?.EndPoint);
        Assert.Equal([new ConnectFailure(Refusing, SocketError.ConnectionRefused)], first.Failures);
        using Socket accepted = _listener.Accept();
        Assert.Equal(socket!.LocalEndPoint, accepted.RemoteEndPoint);
        Assert.False(_listener.Poll(0, SelectMode.SelectRead));
    }

    [Fact]
    public void One_that_is_silent_does_not_hold_the_next_up_until_its_time_is_up()
    {
        using var silent = new SilentAddress();
        var first = new FirstConnection(Long, new SocketTuning(), TestContext.Current.CancellationToken);

        (EndPoint EndPoint, Socket Socket)? open = first.Open([silent.EndPoint, silent.EndPoint, Good]);

        using Socket? socket = open?.Socket;
        Assert.Equal(Good, open?.EndPoint);
        Assert.Empty(first.Failures);
    }

    [Fact]
    public void Each_is_tried_however_short_the_time_is()
    {
        using var silent = new SilentAddress();
        var first = new FirstConnection(TimeSpan.FromMilliseconds(50), new SocketTuning(), TestContext.Current.CancellationToken);

        (EndPoint EndPoint, Socket Socket)? open = first.Open([.. Enumerable.Repeat(silent.EndPoint, 4), Good]);

        using Socket? socket = open?.Socket;
        Assert.Equal(Good, open?.EndPoint);
    }

    [Fact]
    public void When_none_answers_each_has_its_reason()
    {
        using var silent = new SilentAddress();
        var first = new FirstConnection(TimeSpan.FromMilliseconds(50), new SocketTuning(), TestContext.Current.CancellationToken);

        Assert.Null(first.Open([silent.EndPoint, Refusing]));

        Assert.Equal(
            [new ConnectFailure(Refusing, SocketError.ConnectionRefused), new ConnectFailure(silent.EndPoint, SocketError.TimedOut)], first.Failures);
    }

    [Fact]
    public void A_stop_ends_the_wait_for_addresses_that_are_silent()
    {
        using var silent = new SilentAddress();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var first = new FirstConnection(Long, new SocketTuning(), stop.Token);

        Assert.Throws<OperationCanceledException>(() => first.Open([silent.EndPoint, silent.EndPoint]));
    }

    [Fact]
    public void Families_take_turns_beginning_with_the_systems_choice()
    {
        IPEndPoint[] found = [At("::1"), At("::2"), At("::3"), At("10.0.0.1"), At("10.0.0.2")];

        Assert.Equal([At("::1"), At("10.0.0.1"), At("::2"), At("10.0.0.2"), At("::3")], FirstConnection.Interleave(found));
        Assert.Equal([At("10.0.0.1"), At("::1"), At("10.0.0.2")], FirstConnection.Interleave([At("10.0.0.1"), At("10.0.0.2"), At("::1")]));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _refusing.Dispose();
    }

    private static IPEndPoint At(string address) => new(IPAddress.Parse(address), 8083);
}

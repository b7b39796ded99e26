using System.Net;
using System.Net.Sockets;
using Pollecho.Output.Server;
using Pollecho.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Tests.Output.Server;

public class LoopTraceTests
{
    private static readonly IoResult Nothing = new(0, SocketError.WouldBlock);

    private readonly List<string> _lines = [];
    private readonly LoopTrace _trace;

    public LoopTraceTests() => _trace = new LoopTrace("spin", _lines.Add);

    [Fact]
    public void Calls_for_nothing_are_counted_until_something_comes()
    {
        for (int i = 0; i < 18_233; i++)
        {
            _trace.Called("recv", 3, Nothing, default);
        }

        Assert.Empty(_lines);
        _trace.Called("recv", 3, new IoResult(5, SocketError.Success), "hello"u8);
        Assert.Equal(["recv #3 → would block ×18,233", "recv #3 → 5 bytes \"hello\""], _lines);
    }

    [Fact]
    public void Each_connection_is_counted_for_itself()
    {
        _trace.Called("recv", 1, Nothing, default);
        _trace.Called("recv", 2, Nothing, default);
        _trace.Called("recv", 1, Nothing, default);
        _trace.Called("recv", 1, new IoResult(1, SocketError.Success), "a"u8);
        _trace.Ended();

        Assert.Equal(["recv #1 → would block ×2", "recv #1 → 1 byte \"a\"", "recv #2 → would block"], _lines);
    }

    [Fact]
    public void A_new_connection_is_reported_after_the_waits_before_it()
    {
        _trace.Waited(default);
        _trace.Waited(new Ready(true, default, default));
        _trace.Accepted(SocketError.WouldBlock, 0, null);
        using Socket peer = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        peer.Connect(IPAddress.Loopback, 4000);
        _trace.Accepted(SocketError.Success, 1, peer);

        Assert.Equal(["wait spin → 0 to receive, 0 to send ×2", "accept → would block", "accept → #1 from 127.0.0.1:4000"], _lines);
    }

    [Fact]
    public void The_end_of_a_connection_is_reported_with_its_reason()
    {
        _trace.Called("recv", 1, new IoResult(0, SocketError.Success), default);
        _trace.Closed(1);
        _trace.Called("recv", 2, new IoResult(0, SocketError.ConnectionReset), default);
        _trace.Closed(2);

        Assert.Equal(["recv #1 → end of stream", "close #1", "recv #2 → connection reset by peer", "close #2"], _lines);
    }

    [Fact]
    public void What_a_message_holds_cannot_reach_the_terminal_raw()
    {
        _trace.Called("recv", 1, new IoResult(5, SocketError.Success), "\u001b[31m"u8);

        Assert.Equal(["recv #1 → 5 bytes \"\\x1b[31m\""], _lines);
    }
}

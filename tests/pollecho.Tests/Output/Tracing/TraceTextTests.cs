using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Pollecho.Output.Tracing;
using Pollecho.Sockets;
using Pollecho.Tracing;
using Pollecho.Waiting;

namespace Pollecho.Tests.Output.Tracing;

public class TraceTextTests
{
    private static readonly IoResult WouldBlock = new(0, SocketError.WouldBlock);

    private readonly List<string> _lines = [];
    private readonly TurnFold _trace;

    public TraceTextTests() => _trace = Fold("spin", asks: false);

    // Without times, which differ.
    private IEnumerable<string> Lines => _lines.Select(line => Regex.Replace(line, @"^ +\d+\.\d{6} ", "")).Select(line => Regex.Replace(line, @"\d[\d.]* (ns|µs|ms|s)\b", "T"));

    [Fact]
    public void Empty_turns_are_one_line_with_how_often_each_call_was_made()
    {
        for (int turn = 1; turn <= 160; turn++)
        {
            if (turn % 16 == 0)
            {
                Accept(SocketError.WouldBlock, 0, null);
            }

            Receive(3, WouldBlock);
            _trace.EndTurn();
        }

        Assert.Empty(_lines);
        Receive(3, new IoResult(5, SocketError.Success), "hello"u8);
        Assert.Equal(["spin ×160 turns in T: asks nobody, recv #3 → would block, accept (every 16th) → would block", "recv #3 → 5 bytes \"hello\""], Lines);
    }

    [Fact]
    public void What_found_nothing_in_a_turn_that_did_something_is_no_empty_turn()
    {
        Receive(1, WouldBlock);
        Receive(2, WouldBlock);
        Receive(3, new IoResult(1, SocketError.Success), "a"u8);
        Receive(4, WouldBlock);
        _trace.EndTurn();

        Assert.Equal(["recv of several → would block ×2", "recv #3 → 1 byte \"a\"", "recv #4 → would block"], Lines);
    }

    [Fact]
    public void A_wait_says_how_long_it_was_and_who_was_ready()
    {
        TurnFold trace = Fold("epoll", asks: true);
        trace.Begin(CallKind.Wait);
        Thread.Sleep(1);
        trace.Waited(new Ready(true, default, default) { Call = "epoll_wait", Asked = true });

        Assert.Equal(["epoll: slept T, listener ready or woken"], Lines);
    }

    [Fact]
    public void A_pause_is_shown_by_its_name_and_length()
    {
        TurnFold trace = Fold("sleep:1ms", asks: false);
        for (int turn = 0; turn < 3; turn++)
        {
            trace.Begin(CallKind.Wait);
            trace.Waited(new Ready(true, default, default) { Call = "futex" });
            trace.EndTurn();
        }

        trace.Ended();
        Assert.Equal(["sleep:1ms ×3 turns in T: asks nobody, futex, T each"], Lines);
    }

    [Fact]
    public void A_new_connection_is_reported_after_the_empty_turns_before_it()
    {
        Accept(SocketError.WouldBlock, 0, null);
        _trace.EndTurn();
        using Socket peer = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        peer.Connect(IPAddress.Loopback, 4000);
        Accept(SocketError.Success, 1, peer);
        Accept(SocketError.TooManyOpenSockets, 0, null);

        Assert.Equal(["spin 1 turn in T: asks nobody, accept → would block", "accept → #1 from 127.0.0.1:4000", "accept → out of file handles"], Lines);
    }

    [Fact]
    public void The_end_of_a_connection_is_reported_with_its_reason()
    {
        Receive(1, new IoResult(0, SocketError.Success));
        _trace.Closed(1);
        Receive(2, new IoResult(0, SocketError.ConnectionReset));
        _trace.Closed(2);
        _trace.Closed(3, "idle");

        Assert.Equal(["recv #1 → end of stream", "close #1", "recv #2 → connection reset by peer", "close #2", "close #3: idle"], Lines);
    }

    [Fact]
    public void What_a_message_holds_cannot_reach_the_terminal_raw()
    {
        Receive(1, new IoResult(5, SocketError.Success), "\u001b[31m"u8);

        Assert.Equal(["recv #1 → 5 bytes \"\\x1b[31m\""], Lines);
    }

    [Fact]
    public void The_times_of_the_lines_never_go_back()
    {
        for (int i = 0; i < 20; i++)
        {
            Receive(1, WouldBlock);
            _trace.EndTurn();
            Receive(1, new IoResult(1, SocketError.Success), "a"u8);
            _trace.EndTurn();
        }

        double[] times = [.. _lines.Select(line => double.Parse(line.TrimStart().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(40, times.Length);
        Assert.Equal(times.Order(), times);
    }

    [Theory]
    [InlineData(100, 100, "")]
    [InlineData(99, 100, "")]
    [InlineData(50, 100, " (every 2nd)")]
    [InlineData(10, 130, " (every 13th)")]
    [InlineData(7, 90, " (×7)")]
    [InlineData(10, 210, " (every 21st)")]
    [InlineData(500, 100, " (5.00 a turn)")]
    [InlineData(90, 100, " (×90)")]
    public void How_often_is_said_as_people_do(long count, long turns, string words) => Assert.Equal(words, CallWords.HowOften(count, turns));

    private TurnFold Fold(string way, bool asks) => new(new TraceText(way, asks, accepts: true, Stopwatch.GetTimestamp(), _lines.Add));

    private void Accept(SocketError outcome, int connection, Socket? socket)
    {
        _trace.Begin(CallKind.Accept);
        _trace.Accepted(outcome, connection, socket);
    }

    private void Receive(int connection, IoResult result, ReadOnlySpan<byte> bytes = default)
    {
        _trace.Begin(CallKind.Receive);
        _trace.Called(CallKind.Receive, connection, result, bytes);
    }
}

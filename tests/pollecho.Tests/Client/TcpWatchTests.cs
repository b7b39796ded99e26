using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Results;
using Pollecho.Sockets;
using Pollecho.Tests.Waiting;

namespace Pollecho.Tests.Client;

/// <summary>What is counted of what TCP reports, by a system that reports what it is told to.</summary>
public sealed class TcpWatchTests : IDisposable
{
    private static readonly RunOptions Ping = new(new IPEndPoint(IPAddress.Loopback, 8083), new UniquePayload(16, Expect.Upper), Ways.Of("spin"))
    {
        Interval = TimeSpan.FromMilliseconds(100),
    };

    private readonly List<Socket> _sockets = [];
    private readonly Dictionary<Socket, TcpFigures?> _figures = [];
    private readonly RunTally _tally = new(new MeasuredWindow(0), openLoop: false);
    private int _asked;
    private int _millisecond;

    [Fact]
    public void Only_what_is_sent_again_in_the_window_counts()
    {
        TcpWatch watch = Watch(RunSamples.Closed);
        ClientConnection[] connections = [Open(retransmits: 5), Open(retransmits: 0)];
        watch.Begin(connections);
        Report(connections[0], 7, milliseconds: 1);
        Report(connections[1], 1, milliseconds: 3);

        watch.End(connections);

        Assert.Equal(new TcpTotals(3, 2, TimeSpan.FromMilliseconds(4)), _tally.Tcp);
        Assert.Equal(TimeSpan.FromMilliseconds(2), _tally.Tcp!.Value.RoundTrip);
        Report(connections[0], 100, milliseconds: 1);
        watch.Closing(connections[0]);
        Assert.Equal(3, _tally.Tcp!.Value.Retransmits);
    }

    [Fact]
    public void A_warm_up_is_none_of_it()
    {
        TcpWatch watch = Watch(RunSamples.Closed);
        ClientConnection connection = Open(retransmits: 0);
        watch.Begin([connection]);
        Report(connection, 10, milliseconds: 1);
        watch.Begin([connection]);
        Report(connection, 11, milliseconds: 1);

        watch.End([connection]);

        Assert.Equal(1, _tally.Tcp!.Value.Retransmits);
    }

    [Fact]
    public void A_connection_that_is_closed_in_the_window_counts_and_one_opened_in_it_from_its_beginning()
    {
        TcpWatch watch = Watch(RunSamples.Closed);
        ClientConnection closed = Open(retransmits: 1), opened = Open(retransmits: 4);
        watch.Begin([closed, null]);
        Report(closed, 2, milliseconds: 1);
        watch.Closing(closed);
        watch.Opened(opened);

        watch.End([opened, null]);

        Assert.Equal(5, _tally.Tcp!.Value.Retransmits);
        Assert.Equal(1, _tally.Tcp!.Value.Timed);
    }

    [Fact]
    public void A_slow_reply_counts_by_what_was_sent_again_before_it()
    {
        TcpWatch watch = Watch(Ping);
        ClientConnection connection = Open(retransmits: 3);
        watch.Begin([connection]);

        Reply(watch, connection, milliseconds: 10, retransmits: 3);
        Reply(watch, connection, milliseconds: 300, retransmits: 4);

        // What was sent again while a fast one was waited for is not the next one's.
        Reply(watch, connection, milliseconds: 50, retransmits: 5);
        Reply(watch, connection, milliseconds: 300, retransmits: 5);
        Reply(watch, connection, milliseconds: 201, retransmits: 7);
        Reply(watch, connection, milliseconds: 199, retransmits: 7);
        watch.End([connection]);

        Assert.Equal(new SlowReplies(3, 2), _tally.Slow);
        Assert.Equal(4, _tally.Tcp!.Value.Retransmits);
    }

    [Fact]
    public void Of_replies_that_come_together_each_slow_one_counts_and_those_behind_them_as_well()
    {
        TcpWatch watch = Watch(Ping with { Pipeline = 100, IsPaced = true });
        ClientConnection connection = Open(retransmits: 0);
        watch.Begin([connection]);

        // What was sent again brings the first; those behind it come when that is known at the other end.
        Report(connection, 1, milliseconds: null);
        watch.Received(connection, At(1_000));
        Answer(sentMillisecond: 300, atMillisecond: 1_000);
        Answer(sentMillisecond: 400, atMillisecond: 1_000);
        Answer(sentMillisecond: 900, atMillisecond: 1_000);
        watch.Received(connection, At(1_250));
        Answer(sentMillisecond: 1_000, atMillisecond: 1_250);
        Answer(sentMillisecond: 1_010, atMillisecond: 1_250);

        Assert.Equal(new SlowReplies(4, 3), _tally.Slow);
    }

    [Fact]
    public void What_a_handshake_took_is_not_the_first_replys()
    {
        TcpWatch watch = Watch(Ping);
        ClientConnection connection = Open(retransmits: 2);
        watch.Begin([null]);
        watch.Opened(connection);

        Reply(watch, connection, milliseconds: 300, retransmits: 2);

        Assert.Equal(new SlowReplies(1, 0), _tally.Slow);
    }

    [Fact]
    public void Where_several_messages_are_under_way_or_none_is_waited_between_nobody_is_asked_after_a_reply()
    {
        foreach (RunOptions options in new[] { Ping with { Pipeline = 2 }, Ping with { Connections = 2 }, Ping with { Rate = 1 }, Ping with { Interval = TimeSpan.Zero } })
        {
            TcpWatch watch = Watch(options);
            ClientConnection connection = Open(retransmits: 0);
            watch.Begin([connection]);
            _asked = 0;

            Reply(watch, connection, milliseconds: 300, retransmits: 1);

            Assert.Equal(0, _asked);
            Assert.Null(_tally.Slow);
        }
    }

    [Fact]
    public void Where_the_system_reports_nothing_nothing_is_known()
    {
        TcpWatch watch = Watch(Ping);
        ClientConnection connection = Open(retransmits: null);
        watch.Begin([connection]);

        Reply(watch, connection, milliseconds: 300, retransmits: null);
        watch.End([connection]);

        Assert.Null(_tally.Tcp);
        Assert.Null(_tally.Slow);
    }

    [Fact]
    public void A_run_reports_what_its_system_does()
    {
        using var server = new Server.RunningServer("adaptive");

        RunResult result = ClientRuns.Run(server.EndPoint, options => options with { Connections = 4, Threads = 2, Count = 100 });

        Assert.SkipUnless(OperatingSystem.IsLinux(), "another system may not report it");
        Assert.SkipWhen(result.Tcp is null, "this system does not report it");
        Assert.Equal(4, result.Tcp.Value.Timed);
        Assert.True(result.Tcp.Value.RoundTrip > TimeSpan.Zero);
        Assert.Null(result.Slow);
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private TcpWatch Watch(RunOptions options) => new(options, [_tally], socket =>
    {
        _asked++;
        return _figures[socket];
    });

    private ClientConnection Open(long? retransmits)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        var inFlight = new InFlight(1);
        var connection = new ClientConnection(socket, 0, 0, Ping.Payload, inFlight, new ReplyVerifier(Ping.Payload, 0, inFlight, _tally, new byte[64], null))
        {
            EndPoint = Ping.EndPoint,
            IsOpen = true,
        };
        Report(connection, retransmits, milliseconds: null);
        return connection;
    }

    private void Report(ClientConnection connection, long? retransmits, int? milliseconds) =>
        _figures[connection.Socket] = retransmits is null ? null : new TcpFigures(retransmits.Value, milliseconds is null ? null : TimeSpan.FromMilliseconds(milliseconds.Value));

    private void Reply(TcpWatch watch, ClientConnection connection, int milliseconds, long? retransmits)
    {
        Report(connection, retransmits, milliseconds);
        int sent = _millisecond + 1;
        _millisecond = sent + milliseconds;
        watch.Received(connection, At(_millisecond));
        Answer(sent, _millisecond);
    }

    private void Answer(int sentMillisecond, int atMillisecond) =>
        _tally.CountAnswered(new SentMessage(At(sentMillisecond), At(sentMillisecond), MessageState.Waiting), At(atMillisecond), 1);

    private static long At(int millisecond) => millisecond * Stopwatch.Frequency / 1000;
}

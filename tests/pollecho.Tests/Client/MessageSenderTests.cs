using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Client;
using Pollecho.Sockets;
using Pollecho.Tests.Waiting;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Tests.Client;

/// <summary>With what time a message is stamped: its send's, not that of the turn of the loop in which it was due.</summary>
public sealed class MessageSenderTests : IDisposable
{
    private readonly Socket _listener = Listener.Open(new IPEndPoint(IPAddress.Loopback, 0), Listener.DefaultBacklog);
    private readonly SpinStrategy _wait = new();
    private readonly MeasuredWindow _window = new(start: 0);
    private readonly RunTally _tally;
    private ClientConnections? _connections;

    public MessageSenderTests() => _tally = new RunTally(_window, openLoop: true);

    public void Dispose()
    {
        _connections?.CloseAll(stopped: false);
        _wait.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public void In_an_open_loop_each_message_bears_the_time_of_its_own_send()
    {
        MessageSender sender = Open(options => options with { Rate = 1_000_000, Pipeline = 1_000 });
        sender.Begin(Stopwatch.GetTimestamp() - Stopwatch.Frequency);
        long turn = Stopwatch.GetTimestamp();
        long sending = AfterwardsTo(turn);

        sender.SendDue(turn);

        InFlight sent = _connections![0]!.InFlight;
        Assert.True(sent.Next > 100, $"{sent.Next} sent");
        Assert.InRange(sent[0].SentAt, sending, long.MaxValue);
        Assert.InRange(sent[sent.Next - 1].SentAt, sent[0].SentAt + 1, long.MaxValue);
    }

    [Fact]
    public void After_an_interval_each_connection_sends_with_a_time_of_its_own()
    {
        MessageSender sender = Open(options => options with { Connections = 2, Pipeline = 2, Interval = TimeSpan.FromTicks(10) });
        sender.Begin(Stopwatch.GetTimestamp());
        long turn = AfterwardsTo(Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 1_000_000));
        long sending = AfterwardsTo(turn);

        sender.SendDue(turn);

        Assert.All(Enumerable.Range(0, 2), place =>
        {
            InFlight sent = _connections![place]!.InFlight;
            Assert.Equal(2, sent.Next);
            Assert.InRange(sent[1].SentAt, sending, long.MaxValue);
        });
    }

    [Fact]
    public void With_a_long_interval_it_is_not_spun_for_a_message_and_its_small_delays_do_not_add_up()
    {
        var interval = TimeSpan.FromMilliseconds(50);
        MessageSender sender = Open(options => options with { Pipeline = 2, Interval = interval });
        sender.Begin(Stopwatch.GetTimestamp());
        long due = sender.NextDue(0);

        sender.SendDue(AfterwardsTo(due + (Stopwatch.Frequency / 1_000)));

        // Where the machine was too busy to send it soon, the interval begins anew.
        long sentAt = _connections![0]!.InFlight[1].SentAt;
        long late = sentAt - due;
        Assert.InRange(late, 1, long.MaxValue);
        Assert.Equal(Deadline.After(late < Stopwatch.Frequency / 50 ? due : sentAt, interval), sender.NextDue(0));
        Assert.Equal(0, sender.SpinBeforeDue);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public void A_paced_client_sends_at_whole_intervals_from_its_first_message_whatever_is_under_way(int milliseconds)
    {
        long interval = milliseconds * Stopwatch.Frequency / 1_000;
        MessageSender sender = Open(options => options with { Pipeline = 1_000, Interval = TimeSpan.FromMilliseconds(milliseconds), IsPaced = true });
        sender.Begin(Stopwatch.GetTimestamp());
        long first = _connections![0]!.InFlight[0].SentAt;

        for (int sent = 1; sent < 4; sent++)
        {
            long due = sender.NextDue(0);
            Assert.Equal(0, (due - first) % interval);

            // Late by any part of an interval, or by several: these are left out.
            sender.SendDue(AfterwardsTo(due + (sent == 2 ? (5 * interval / 2) : interval / 3)));
            Assert.Equal(sent + 1, _connections[0]!.InFlight.Outstanding);
            Assert.InRange(sender.NextDue(0), _connections[0]!.InFlight[sent].SentAt + 1, _connections[0]!.InFlight[sent].SentAt + interval);
        }
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void A_paced_client_does_not_wait_either_for_the_system_to_take_what_it_has_begun(bool isPaced, int begun)
    {
        MessageSender sender = Open(
            options => options with { Pipeline = 2, Interval = TimeSpan.FromMilliseconds(1), IsPaced = isPaced, Payload = new UniquePayload(32 * 1024 * 1024, Expect.Upper) });
        sender.Begin(Stopwatch.GetTimestamp());
        ClientConnection connection = _connections![0]!;
        Assert.True(connection.HasUnsent, "the system has taken a message that nobody reads");

        sender.SendDue(AfterwardsTo(sender.NextDue(0)));

        Assert.Equal(begun, connection.InFlight.Next);
    }

    [Fact]
    public void After_a_timeout_each_connection_sends_with_a_time_of_its_own()
    {
        MessageSender sender = Open(options => options with { Connections = 2 });
        sender.Begin(Stopwatch.GetTimestamp());
        long turn = AfterwardsTo(Stopwatch.GetTimestamp());
        long sending = AfterwardsTo(turn);

        new TimeoutSweep(TimeSpan.Zero, _connections!, sender).Sweep(turn, judgedAt: turn);

        Assert.Equal(2, _tally.Faults.TimedOut);
        Assert.All(Enumerable.Range(0, 2), place =>
        {
            InFlight sent = _connections![place]!.InFlight;
            Assert.Equal(2, sent.Next);
            Assert.InRange(sent[1].SentAt, sending, long.MaxValue);
        });
    }

    [Fact]
    public void What_is_due_while_a_connection_is_opened_again_is_counted()
    {
        MessageSender sender = Open(options => options with { Connections = 2, Interval = TimeSpan.FromHours(1), Reconnect = true });
        sender.Begin(Stopwatch.GetTimestamp());
        ClientConnection lost = _connections![0]!;
        long hour = 3600 * Stopwatch.Frequency;

        sender.Fail(lost, SocketError.ConnectionReset);
        sender.CountMissed(lost.NextSendAt - 1);
        Assert.Equal(0, _tally.Unsent);
        sender.CountMissed(lost.NextSendAt + 1);
        Assert.Equal(1, _tally.Unsent);
        sender.CountMissed(lost.NextSendAt + (2 * hour) + 1);
        sender.CountMissed(lost.NextSendAt + (2 * hour) + 2);
        Assert.Equal(3, _tally.Unsent);
        sender.End(lost.NextSendAt + (3 * hour) + 1);
        Assert.Equal(4, _tally.Unsent);
    }

    [Fact]
    public void Nothing_is_due_on_a_connection_that_is_not_opened_again_nor_without_an_interval()
    {
        MessageSender sender = Open(options => options with { Connections = 2, Interval = TimeSpan.FromHours(1) });
        sender.Begin(Stopwatch.GetTimestamp());
        sender.Fail(_connections![0]!, SocketError.ConnectionReset);
        sender.CountMissed(long.MaxValue - 1);
        Assert.Equal(0, _tally.Unsent);

        sender = Open(options => options with { Connections = 2, Reconnect = true });
        sender.Begin(Stopwatch.GetTimestamp());
        sender.Fail(_connections![0]!, SocketError.ConnectionReset);
        sender.CountMissed(long.MaxValue - 1);
        Assert.Equal(0, _tally.Unsent);
    }

    /// <summary>The first time that the clock shows after another: it may show one several times.</summary>
    private static long AfterwardsTo(long time)
    {
        long now;
        do
        {
            now = Stopwatch.GetTimestamp();
        }
        while (now <= time);

        return now;
    }

    /// <summary>A sender whose connections are open.</summary>
    private MessageSender Open(Func<RunOptions, RunOptions> change)
    {
        RunOptions options = change(new RunOptions((IPEndPoint)_listener.LocalEndPoint!, new UniquePayload(16, Expect.Upper), Ways.Of(() => _wait)));
        LoopShare share = LoopShare.Divide(options)[0];
        _connections = new ClientConnections(options, share, _wait, [_tally], []);
        int before = _tally.Connected;
        while (_tally.Connected < before + share.Connections)
        {
            _connections.OpenMore(Stopwatch.GetTimestamp());
            foreach (Pollable connection in _wait.Wait(0, Deadline.Now).Writable)
            {
                _connections.FinishConnect((ClientConnection)connection);
            }
        }

        return options.Rate is null
            ? new ClosedLoopSender(options, share, _wait, _window, _connections)
            : new OpenLoopSender(options, share, _wait, _window, _connections);
    }
}

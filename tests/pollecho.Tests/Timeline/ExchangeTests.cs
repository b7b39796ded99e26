using Pollecho.Compare;
using Pollecho.Timeline;
using Pollecho.Tracing;
using Pollecho.Waiting;
using static System.Diagnostics.Stopwatch;

namespace Pollecho.Tests.Timeline;

public class ExchangeTests
{
    private static readonly Exchange Blocking = new(Contender.Blocking, 11)
    {
        StartedAt = At(0),
        SendBegan = At(20),
        SendReturned = At(21),
        ReplyArrived = At(24),
        Entries =
        [
            new(At(-5), At(22)) { Call = new TracedCall(CallKind.Receive, "recvmsg", 1, At(-5), At(22)) { Bytes = 11 } },
            new(At(23), At(30)) { Call = new TracedCall(CallKind.Send, "sendto", 1, At(23), At(30)) { Bytes = 11 } },
        ],
        Cpu = TimeSpan.Zero,
        CostOfCall = 0,
    };

    [Fact]
    public void A_call_that_was_under_way_at_the_start_counts_from_there() => Assert.Equal(22, Blocking.StoodStill.TotalMilliseconds, 0.01);

    [Fact]
    public void A_nap_that_was_under_way_at_the_start_counts_from_there()
    {
        Exchange napping = Blocking with
        {
            Entries =
            [
                new(At(-2), At(10)) { Turns = 2, Folded = [new(CallKind.Wait, "futex", 0) { Begin = At(-2), Count = 2, Ticks = At(11) - At(0), Stopped = At(11) - At(0) }] },
                .. Blocking.Entries.Skip(1),
            ],
        };
        Assert.Equal(9, napping.StoodStill.TotalMilliseconds, 0.01);
    }

    [Fact]
    public void The_reply_was_sent_at_the_latest_when_the_sender_had_it()
    {
        // A server that loses its core after the send has sent it nevertheless.
        Assert.Equal(4, Blocking.SendToReply.TotalMilliseconds, 0.01);
        Assert.Equal(4, Blocking.RoundTrip.TotalMilliseconds, 0.01);
    }

    [Fact]
    public void The_data_was_ready_when_the_server_had_it_or_the_send_had_returned()
    {
        Assert.Equal(At(21), Blocking.ReadyBy);
        Assert.Equal(At(22), (Blocking with { SendReturned = At(23) }).ReadyBy);

        var told = new TraceEntry(At(0), At(20.5)) { Call = new TracedCall(CallKind.Wait, "epoll_wait", 0, At(0), At(20.5)) { Asked = true, Readable = 1 } };
        Assert.Equal(At(20.5), (Blocking with { Entries = [told, .. Blocking.Entries] }).ReadyBy);
    }

    [Fact]
    public void A_yield_or_a_nap_asks_for_nothing()
    {
        WaitKind sleep = WaitStrategies.Find("sleep")!;
        Exchange napping = Blocking with
        {
            Contender = new Contender("sleep", new WaitSpec(sleep)),
            Entries = [new(At(0), At(10)) { Turns = 3, Folded = [new(CallKind.Wait, "futex", 0) { Begin = At(0), Count = 3 }, new(CallKind.Receive, "recvfrom", 1) { Count = 3 }] }, .. Blocking.Entries],
        };
        Assert.Equal(3, napping.Pauses);
        Assert.DoesNotContain(napping.Asked, call => call.Name == "futex");
    }

    [Fact]
    public void A_sending_is_no_asking() => Assert.Equal([new AskedCall("recvmsg", 1)], Blocking.Asked);

    private static long At(double milliseconds) => 1_000_000_000 + (long)(milliseconds * Frequency / 1e3);
}

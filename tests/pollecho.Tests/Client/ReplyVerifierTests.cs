using System.Net;
using System.Net.Sockets;
using CsCheck;
using Pollecho.Client;
using Pollecho.Results;

namespace Pollecho.Tests.Client;

/// <summary>What the verifier makes of a stream of replies, however it is cut into pieces.</summary>
public class ReplyVerifierTests
{
    private const int Connection = 7;
    private const int Sent = 20;
    private const long Timeout = 1_000;

    public static TheoryData<int> Sizes => [16, 20, 32, 128, 1000];

    [Theory, MemberData(nameof(Sizes))]
    public void Right_replies_are_answers_and_nothing_else(int size) =>
        Check(size, replies => replies, (answered, faults) => answered == Sent && faults.Total == 0);

    [Theory, MemberData(nameof(Sizes))]
    public void A_byte_changed_is_one_reply_altered(int size)
    {
        for (int at = 0; at < Math.Min(size, 40); at++)
        {
            int place = at;
            Check(size, replies => Change(replies, 5, reply => reply[place] ^= 1), (answered, faults) => answered == Sent - 1 && Only(faults, faults.Altered, 1), 20);
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void A_reply_left_out_times_out(int size) =>
        Check(size, replies => [.. replies.Where((_, i) => i != 5)], (answered, faults) => answered == Sent - 1 && Only(faults, faults.TimedOut, 1));

    [Theory, MemberData(nameof(Sizes))]
    public void The_last_reply_left_out_times_out(int size) =>
        Check(size, replies => replies[..^1], (answered, faults) => answered == Sent - 1 && Only(faults, faults.TimedOut, 1));

    [Theory, MemberData(nameof(Sizes))]
    public void Two_replies_swapped_are_one_out_of_order(int size) =>
        Check(size, replies => Swap(replies, 5, 6), (answered, faults) => answered == Sent - 1 && Only(faults, faults.OutOfOrder, 1));

    [Theory, MemberData(nameof(Sizes))]
    public void A_reply_sent_twice_is_repeated(int size)
    {
        Check(size, replies => [.. replies[..6], replies[5], .. replies[6..]], (answered, faults) => answered == Sent && Only(faults, faults.Repeated, 1));
        Check(size, replies => [.. replies, replies[^1]], (answered, faults) => answered == Sent && Only(faults, faults.Repeated, 1));
    }

    [Theory, MemberData(nameof(Sizes))]
    public void A_reply_cut_short_is_short(int size)
    {
        foreach (int missing in (int[])[1, 2, size / 2])
        {
            Check(size, replies => [.. replies.Select((reply, i) => i == 5 ? reply[..^missing] : reply)], (answered, faults) => answered == Sent - 1 && Only(faults, faults.Short, 1), 20);
            Check(size, replies => [.. replies.Select((reply, i) => i == Sent - 1 ? reply[..^missing] : reply)], (answered, faults) => answered == Sent - 1 && Only(faults, faults.Short, 1), 20);
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void A_last_byte_that_looks_like_the_beginning_of_a_reply_is_altered_at_once(int size) =>
        Check(
            size,
            replies => Change(replies, Sent - 1, reply => reply[^1] = Payload.Mark),
            (answered, faults) => answered == Sent - 1 && Only(faults, faults.Altered, 1),
            timeOut: false);

    [Theory, MemberData(nameof(Sizes))]
    public void Bytes_before_the_first_reply_are_surplus(int size) =>
        Check(size, replies => ["220 hello\r\n"u8.ToArray(), .. replies], (answered, faults) => answered == Sent && Only(faults, faults.SurplusBytes, 11));

    [Theory, MemberData(nameof(Sizes))]
    public void Bytes_after_the_last_reply_are_surplus(int size) =>
        Check(size, replies => [.. replies, "bye\r\n"u8.ToArray()], (answered, faults) => answered == Sent && Only(faults, faults.SurplusBytes, 5));

    [Theory, MemberData(nameof(Sizes))]
    public void A_great_many_bytes_after_the_last_reply_are_surplus(int size) =>
        Check(size, replies => [.. replies, new byte[(3 * size) + 1]], (answered, faults) => answered == Sent && Only(faults, faults.SurplusBytes, (3 * size) + 1));

    [Theory, MemberData(nameof(Sizes))]
    public void Another_connections_reply_in_place_of_ones_own_is_altered(int size)
    {
        byte[] foreign = new byte[size];
        new UniquePayload(size, Expect.Upper).FillReplies(Connection + 1, 5L * size, foreign);
        Check(size, replies => [.. replies.Select((reply, i) => i == 5 ? foreign : reply)], (answered, faults) => answered == Sent - 1 && Only(faults, faults.Altered, 1));
    }

    [Fact]
    public void The_time_of_a_message_is_up_when_it_is_and_no_sooner()
    {
        var bench = new Bench(32, Expect.Upper, 3);
        bench.Verifier.TimeOutFirst(Timeout - 1, Timeout);
        Assert.Equal(0, bench.Tally.Faults.Total);

        bench.Verifier.TimeOutFirst(Timeout, Timeout);
        Assert.Equal(3, bench.Tally.Faults.TimedOut);
    }

    [Fact]
    public void A_reply_after_its_time_is_late_and_not_timed_out()
    {
        var bench = new Bench(32, Expect.Upper, 3);
        bench.Verifier.TimeOut(Timeout, Timeout);
        Assert.Equal(3, bench.Tally.Faults.TimedOut);

        bench.Receive(bench.Replies[0]);
        bench.Receive(bench.Replies[1].AsSpan(0, 10));

        Assert.Equal(1, bench.Tally.Faults.Late);
        Assert.Equal(2, bench.Tally.Faults.TimedOut);
        Assert.Equal(0, bench.Tally.Answered);
    }

    [Fact]
    public void Messages_that_do_not_show_which_they_are_are_judged_by_their_place()
    {
        var bench = new Bench(5, Expect.Upper, 4);
        byte[] wrong = [.. bench.Replies[1]];
        wrong[2] ^= 1;

        bench.Receive([.. bench.Replies[0], .. wrong, .. bench.Replies[2], .. bench.Replies[3], 1, 2, 3]);

        Assert.Equal(3, bench.Tally.Answered);
        Assert.Equal(1, bench.Tally.Faults.Altered);
        Assert.Equal(3, bench.Tally.Faults.SurplusBytes);
    }

    [Fact]
    public void Any_bytes_will_do_where_any_are_expected()
    {
        var bench = new Bench(32, Expect.Any, 2);

        bench.Receive(new byte[64]);

        Assert.Equal(2, bench.Tally.Answered);
        Assert.Equal(0, bench.Tally.Faults.Total);
    }

    [Fact]
    public void What_had_no_reply_when_the_connection_ended_is_lost()
    {
        var bench = new Bench(32, Expect.Upper, 4);
        bench.Receive(bench.Replies[0]);
        bench.Receive(bench.Replies[2]);

        bench.Verifier.Lose();

        Assert.Equal(2, bench.Tally.Faults.Lost);
        Assert.Equal(2, bench.Tally.Faults.Total);
    }

    [Fact]
    public void A_wrong_reply_took_until_its_last_byte_came_however_long_it_was_held()
    {
        var payload = new FixedPayload("hello"u8.ToArray(), Expect.Upper);
        var inFlight = new InFlight(1);
        inFlight.Add(1, sentAt: 100, dueAt: 100);
        var tally = new RunTally(new MeasuredWindow(start: 0), openLoop: false);
        var observer = new RoundTrips();
        var verifier = new ReplyVerifier(payload, Connection, inFlight, tally, new byte[4096], observer);

        verifier.Receive("HE"u8, 150);
        verifier.Receive("LPS"u8, 170);
        verifier.TimeOut(170 + System.Diagnostics.Stopwatch.Frequency, timeoutTicks: long.MaxValue / 2);

        Assert.Equal([(ReplyVerdict.Altered, 70L)], observer.All);
        Assert.Equal(170, tally.FirstWrong!.At);
    }

    /// <summary>Gives the replies, changed, in random pieces, lets the time run out, and looks at the counts.</summary>
    private static void Check(int size, Func<byte[][], byte[][]> change, Func<long, Faults, bool> isRight, int iterations = 100, bool timeOut = true) =>
        Gen.Int[1, size * 3].Array[1, 50].Sample(
            pieces =>
            {
                var bench = new Bench(size, Expect.Upper, Sent);
                ReadOnlySpan<byte> stream = change([.. bench.Replies.Select(reply => (byte[])reply.Clone())]).SelectMany(reply => reply).ToArray();
                for (int i = 0; !stream.IsEmpty; i++)
                {
                    int length = Math.Min(pieces[i % pieces.Length], stream.Length);
                    bench.Receive(stream[..length]);
                    stream = stream[length..];
                }

                if (timeOut)
                {
                    bench.Verifier.TimeOut(Timeout, Timeout);
                }

                bench.Verifier.End();
                return isRight(bench.Tally.Answered, bench.Tally.Faults);
            },
            iter: iterations,
            threads: 1);

    private static bool Only(Faults faults, long kind, long count) => kind == count && faults.Total == count;

    private static byte[][] Change(byte[][] replies, int index, Action<byte[]> change)
    {
        change(replies[index]);
        return replies;
    }

    private static byte[][] Swap(byte[][] replies, int one, int other)
    {
        (replies[one], replies[other]) = (replies[other], replies[one]);
        return replies;
    }

    private sealed class RoundTrips : IReplyObserver
    {
        public List<(ReplyVerdict Verdict, long Ticks)> All { get; } = [];

        public void Connected(int connection, EndPoint endPoint, long connectTicks)
        {
        }

        public void Disconnected(long sent, long lost, long? lostSince, SocketError error, bool reopens)
        {
        }

        public void Replied(long sequence, ReadOnlySpan<byte> reply, ReplyVerdict verdict, long roundTripTicks) => All.Add((verdict, roundTripTicks));

        public void Surplus(ReadOnlySpan<byte> bytes)
        {
        }

        public void TimedOut(long sequence, long sentAt)
        {
        }
    }

    /// <summary>A verifier with messages sent at time 0, and their right replies.</summary>
    private sealed class Bench
    {
        public Bench(int size, Expect expect, int sent)
        {
            Payload payload = new UniquePayload(size, expect);
            var inFlight = new InFlight(1);
            inFlight.Add(sent, 0, 0);
            Verifier = new ReplyVerifier(payload, Connection, inFlight, Tally, new byte[4096], null);
            Replies = [.. Enumerable.Range(0, sent).Select(i =>
            {
                byte[] reply = new byte[size];
                payload.FillReplies(Connection, (long)i * size, reply);
                return reply;
            })];
        }

        public RunTally Tally { get; } = new(new MeasuredWindow(start: 0), openLoop: false);

        public ReplyVerifier Verifier { get; }

        public byte[][] Replies { get; }

        public void Receive(ReadOnlySpan<byte> bytes) => Verifier.Receive(bytes, 1);
    }
}

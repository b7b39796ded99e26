using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Pollecho.Client;

namespace Pollecho.Tests.Client;

/// <summary>
/// Bytes that belong to no reply, in a conversation of one message at a time: what they are counted as, and that no right
/// reply is a fault because of them.
/// </summary>
public class SurplusTests
{
    private static readonly long Second = Stopwatch.Frequency;

    public static TheoryData<string> Greetings => ["!", "220 ready\r\n", "SSH-2.0-OpenSSH\r\n", "220 ready, at last\r\n", new string('x', 100), "<<<<<<<<<<<<<<<<<<", "<html><body>not found</body></html>"];

    [Theory, MemberData(nameof(Greetings))]
    public void A_greeting_of_any_size_is_surplus_and_every_reply_right(string greeting)
    {
        // However it is cut: whole, byte by byte, or in one segment with a part of the first reply.
        foreach (int cut in (int[])[1, 3, 7, greeting.Length, greeting.Length + 1, greeting.Length + 6, greeting.Length + 15])
        {
            var talk = new Conversation(new UniquePayload(16, Expect.Upper));
            byte[] stream = [.. Encoding.ASCII.GetBytes(greeting), .. talk.Reply(0)];
            talk.Send();
            for (int at = 0; at < stream.Length; at += cut)
            {
                talk.Receive(stream.AsSpan(at, Math.Min(cut, stream.Length - at)));
                talk.SendIfRoom();
            }

            talk.AnswerUntil(10, answered: 1);

            Assert.Equal((cut, 10, greeting.Length, greeting.Length), (cut, talk.Tally.Answered, talk.Tally.Faults.SurplusBytes, talk.Tally.Faults.Total));
            Assert.Equal(10, talk.Tally.Service.Count);
            Assert.Equal(greeting[..Math.Min(greeting.Length, cut)][0], (char)talk.Tally.FirstWrong!.Bytes[0]);
            Assert.Empty(talk.Tally.FirstWrong.Expected);
        }
    }

    [Theory]
    [InlineData("220 ready\r\n")]
    [InlineData("220 READY\r\n1")]
    [InlineData("12345 ")]
    [InlineData("!")]
    public void A_greeting_before_replies_that_are_all_alike_is_surplus_too(string greeting)
    {
        var talk = new Conversation(new FixedPayload("12345 hello"u8.ToArray(), Expect.Upper));
        talk.Send();
        talk.Receive(Encoding.ASCII.GetBytes(greeting));
        Assert.False(talk.HasRoom, "nobody can tell yet whose reply comes next");
        talk.Receive(talk.Reply(0));
        talk.AnswerUntil(5, answered: 1);

        Assert.Equal((5, greeting.Length, greeting.Length), (talk.Tally.Answered, talk.Tally.Faults.SurplusBytes, talk.Tally.Faults.Total));
    }

    [Fact]
    public void More_bytes_than_replies_are_surplus_also_where_they_have_a_replys_size()
    {
        var talk = new Conversation(new FixedPayload("12345 hello"u8.ToArray(), Expect.Upper), pipeline: 2);
        talk.Send();
        talk.Send();
        talk.Receive([.. "220 ready\r\n"u8, .. talk.Reply(0), .. talk.Reply(1)]);

        Assert.Equal((2, 11, 11), (talk.Tally.Answered, talk.Tally.Faults.SurplusBytes, talk.Tally.Faults.Total));
    }

    [Fact]
    public void Wrong_replies_that_are_all_alike_are_judged_after_a_silence()
    {
        var talk = new Conversation(new FixedPayload("12345 hello"u8.ToArray(), Expect.Upper));
        talk.Send();
        talk.Receive("12345 hello"u8);
        talk.Pass(Second / 21);
        Assert.Equal(0, talk.Tally.Faults.Total);

        talk.Pass(Second / 20);

        Assert.Equal((0, 1, 1), (talk.Tally.Answered, talk.Tally.Faults.Altered, talk.Tally.Faults.Total));
        Assert.True(talk.HasRoom);
        Assert.Equal("12345 hello"u8, talk.Tally.FirstWrong!.Bytes);
        Assert.Equal("12345 HELLO"u8, talk.Tally.FirstWrong.Expected);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(8)]
    public void Right_replies_after_one_that_was_left_out_are_right_also_where_they_do_not_show_which_they_are(int size)
    {
        var talk = new Conversation(new UniquePayload(size, Expect.Upper), timeout: Second);
        for (int n = 0; n < 20; n++)
        {
            talk.Send();
            if (n % 5 == 2)
            {
                talk.Pass(Second);
            }
            else
            {
                talk.Receive(talk.Reply(n));
            }
        }

        Assert.Equal((16, 4, 4), (talk.Tally.Answered, talk.Tally.Faults.TimedOut, talk.Tally.Faults.Total));
    }

    [Fact]
    public void A_reply_cut_short_is_short_however_the_next_one_comes()
    {
        var talk = new Conversation(new UniquePayload(1_000, Expect.Upper), timeout: Second);
        talk.Send();
        talk.Receive(talk.Reply(0).AsSpan(0, 997));
        talk.Pass(Second);
        talk.Send();
        talk.Receive(talk.Reply(1).AsSpan(0, 600));
        talk.Receive(talk.Reply(1).AsSpan(600));

        Assert.Equal((1, 1, 1), (talk.Tally.Answered, talk.Tally.Faults.Short, talk.Tally.Faults.Total));
    }

    [Fact]
    public void Of_a_reply_that_is_wrong_far_within_the_place_is_shown()
    {
        var talk = new Conversation(new UniquePayload(128, Expect.Upper));
        talk.Send();
        byte[] reply = talk.Reply(0);
        reply[100] ^= 1;
        talk.Receive(reply);

        Assert.Equal(84, talk.Tally.FirstWrong!.From);
        Assert.Equal(reply[84..], talk.Tally.FirstWrong.Bytes);
        Assert.Equal(talk.Reply(0)[84..], talk.Tally.FirstWrong.Expected);
    }

    [Fact]
    public void Wrong_bytes_are_altered_when_the_time_of_their_message_is_up()
    {
        var talk = new Conversation(new FixedPayload("12345 hello"u8.ToArray(), Expect.Upper), timeout: Second / 100);
        talk.Send();
        talk.Receive("12345 hello"u8);

        talk.Pass(Second / 100);

        Assert.Equal((1, 1), (talk.Tally.Faults.Altered, talk.Tally.Faults.Total));
    }

    [Theory]
    [InlineData(16, 5)]
    [InlineData(64, 20)]
    [InlineData(64, 63)]
    public void A_part_of_a_reply_that_came_already_is_surplus(int size, int part)
    {
        var talk = new Conversation(new UniquePayload(size, Expect.Upper));
        for (int n = 0; n < 20; n++)
        {
            talk.Send();
            talk.Receive([.. talk.Reply(n), .. n % 10 == 9 && n < 19 ? talk.Reply(n)[..part] : []]);
        }

        Assert.Equal((20, part, part), (talk.Tally.Answered, talk.Tally.Faults.SurplusBytes, talk.Tally.Faults.Total));
    }

    [Fact]
    public void A_part_of_a_reply_that_came_already_is_surplus_at_the_very_end_too()
    {
        var talk = new Conversation(new UniquePayload(64, Expect.Upper));
        talk.Send();
        talk.Receive([.. talk.Reply(0), .. talk.Reply(0)[..20]]);
        talk.End();

        Assert.Equal((1, 20, 20), (talk.Tally.Answered, talk.Tally.Faults.SurplusBytes, talk.Tally.Faults.Total));
    }

    [Fact]
    public void Replies_that_come_twice_are_repeated_and_each_message_answered()
    {
        var observer = new Record();
        var talk = new Conversation(new UniquePayload(16, Expect.Upper), observer: observer);
        for (int n = 0; n < 4; n++)
        {
            talk.Send();
            talk.Receive([.. talk.Reply(n), .. talk.Reply(n)]);
        }

        Assert.Equal((4, 4, 4), (talk.Tally.Answered, talk.Tally.Faults.Repeated, talk.Tally.Faults.Total));
        Assert.Equal(["0 right 16", "surplus 16", "1 right 16", "surplus 16", "2 right 16", "surplus 16", "3 right 16", "surplus 16"], observer.Lines);
    }

    [Fact]
    public void Each_reply_is_shown_right_or_wrong_and_none_twice()
    {
        var observer = new Record();
        var talk = new Conversation(new UniquePayload(16, Expect.Upper), observer: observer, timeout: Second);
        talk.Send();
        talk.Receive(talk.Reply(0));
        talk.Send();
        talk.Receive([.. talk.Reply(1)[..15], (byte)'x']);
        talk.Send();
        talk.Receive(talk.Reply(2).AsSpan(0, 9));
        talk.Pass(Second);
        talk.Send();
        talk.Receive(talk.Reply(3));

        Assert.Equal(["0 right 16", "1 wrong 16", "2 timed out", "2 wrong 9", "3 right 16"], observer.Lines);
        Assert.Equal((2, 1, 1, 2), (talk.Tally.Answered, talk.Tally.Faults.Altered, talk.Tally.Faults.Short, talk.Tally.Faults.Total));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Wrong_replies_are_shown_also_while_there_are_always_messages_under_way(bool identified)
    {
        var observer = new Record();
        Payload payload = identified ? new UniquePayload(16, Expect.Upper) : new FixedPayload("12345 hello"u8.ToArray(), Expect.Upper);
        var talk = new Conversation(payload, observer: observer, pipeline: 100);
        byte[] wrong = new byte[payload.Size];
        wrong.AsSpan().Fill((byte)'x');
        talk.Send();
        talk.Send();

        for (int i = 0; i < 3; i++)
        {
            talk.Send();
            talk.Receive(wrong);
            Assert.Equal(i, observer.Lines.Count);
            talk.Pass(Second / 21);
            Assert.Equal(i, observer.Lines.Count);
            talk.Pass(Second / 20);
            Assert.Equal($"{i} wrong {payload.Size}", observer.Lines[^1]);
        }

        // Nobody looks, as replies come faster than that.
        talk.Send();
        talk.Receive(wrong);
        talk.Advance(Second / 19);
        talk.Receive(wrong);
        Assert.Equal($"3 wrong {payload.Size}", observer.Lines[^1]);
        Assert.Equal(4, talk.Tally.Faults.Altered);
    }

    [Fact]
    public void Bytes_without_end_that_belong_to_nothing_take_no_memory()
    {
        var talk = new Conversation(new UniquePayload(16, Expect.Upper));
        talk.AnswerUntil(1, answered: 0);
        byte[] garbage = new byte[64 * 1024];
        talk.Receive(garbage);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            talk.Receive(garbage);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Equal(1_001L * garbage.Length, talk.Tally.Faults.SurplusBytes);
    }

    /// <summary>What an observer is shown, a line each.</summary>
    private sealed class Record : IReplyObserver
    {
        public List<string> Lines { get; } = [];

        public void Connected(int connection, EndPoint endPoint, long connectTicks)
        {
        }

        public void Disconnected(long sent, long lost, long? lostSince, SocketError error, bool reopens)
        {
        }

        public void Replied(long sequence, ReadOnlySpan<byte> reply, ReplyVerdict verdict, long roundTripTicks) =>
            Lines.Add($"{sequence} {(verdict is ReplyVerdict.Altered or ReplyVerdict.Short ? "wrong" : "right")} {reply.Length}");

        public void Surplus(ReadOnlySpan<byte> bytes) => Lines.Add($"surplus {bytes.Length}");

        public void TimedOut(long sequence, long sentAt) => Lines.Add($"{sequence} timed out");
    }

    /// <summary>One connection, one message at a time.</summary>
    private sealed class Conversation
    {
        private readonly Payload _payload;
        private readonly InFlight _inFlight = new(1);
        private readonly ReplyVerifier _verifier;
        private readonly long _timeout;
        private readonly int _pipeline;
        private long _now = 1;

        public Conversation(Payload payload, long? timeout = null, IReplyObserver? observer = null, int pipeline = 1)
        {
            _pipeline = pipeline;
            _payload = payload;
            _timeout = timeout ?? (5 * Second);
            _verifier = new ReplyVerifier(payload, 3, _inFlight, Tally, new byte[4096], observer);
        }

        public RunTally Tally { get; } = new(new MeasuredWindow(start: 0), openLoop: false);

        public bool HasRoom => _inFlight.Outstanding < _pipeline;

        public byte[] Reply(long sequence)
        {
            byte[] reply = new byte[_payload.Size];
            _payload.FillReplies(3, sequence * _payload.Size, reply);
            return reply;
        }

        public void Send()
        {
            Assert.True(HasRoom);
            _inFlight.Add(1, _now, _now);
            Tally.CountSent(1, _now);
        }

        public void SendIfRoom()
        {
            if (HasRoom)
            {
                Send();
            }
        }

        public void End() => _verifier.End();

        public void Receive(ReadOnlySpan<byte> bytes) => _verifier.Receive(bytes, ++_now);

        /// <summary>Time passes.</summary>
        public void Advance(long ticks) => _now += ticks;

        /// <summary>Time passes, and is looked at.</summary>
        public void Pass(long ticks)
        {
            Advance(ticks);
            _verifier.TimeOut(_now, _timeout);
        }

        /// <summary>Sends and answers one message after another until so many are answered.</summary>
        public void AnswerUntil(int messages, int answered)
        {
            for (; answered < messages; answered++)
            {
                SendIfRoom();
                Receive(Reply(answered));
            }
        }
    }
}

using CsCheck;
using Pollecho.Client;
using Pollecho.Text;

namespace Pollecho.Tests.Client;

public class UniquePayloadTests
{
    [Fact]
    public void A_part_is_the_same_as_that_part_of_the_whole() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[0, 1_000_000], Gen.Long[0, 1L << 38], Gen.Int[0, 1000]).Sample((size, connection, position, length) =>
        {
            var payload = new UniquePayload(size, Expect.Upper);
            long start = position - (position % size);
            byte[] whole = new byte[(int)(position - start) + length];
            payload.FillMessages(connection, start, whole);
            byte[] part = new byte[length];
            payload.FillMessages(connection, position, part);
            return part.AsSpan().SequenceEqual(whole.AsSpan((int)(position - start)));
        });

    [Fact]
    public void The_reply_is_the_upper_case_of_the_message_or_the_same() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[0, 100_000], Gen.Long[0, 1L << 38]).Sample((size, connection, position) =>
        {
            byte[] message = new byte[300];
            byte[] reply = new byte[300];
            new UniquePayload(size, Expect.Echo).FillReplies(connection, position, reply);
            new UniquePayload(size, Expect.Upper).FillMessages(connection, position, message);
            bool same = reply.SequenceEqual(message);
            new UniquePayload(size, Expect.Upper).FillReplies(connection, position, reply);
            AsciiUpper.Convert(message);
            return same && reply.SequenceEqual(message);
        });

    [Fact]
    public void A_reply_shows_which_message_it_answers() =>
        Gen.Select(Gen.Int[16, 100], Gen.Int[0, (1 << 16) - 1], Gen.Long[0, (1L << 40) - 1]).Sample((size, connection, sequence) =>
        {
            var payload = new UniquePayload(size, Expect.Upper);
            byte[] reply = new byte[size];
            payload.FillReplies(connection, sequence * size, reply);
            return payload.TryIdentify(reply, connection, out long found) && found == sequence
                && !payload.TryIdentify(reply, connection ^ 1, out _)
                && !payload.TryIdentify(reply.AsSpan(1), connection, out _);
        });

    [Fact]
    public void No_two_blocks_of_16_bytes_nearby_are_the_same()
    {
        var payload = new UniquePayload(128, Expect.Upper);
        var seen = new HashSet<string>();
        byte[] message = new byte[128];
        for (int connection = 0; connection < 8; connection++)
        {
            for (int sequence = 0; sequence < 50; sequence++)
            {
                payload.FillMessages(connection, sequence * 128L, message);
                for (int block = 0; block < 128; block += 16)
                {
                    Assert.True(seen.Add($"{block}:{Convert.ToHexString(message, block, 16)}"));
                }
            }
        }
    }

    [Fact]
    public void Each_letter_moves_on_by_one_from_block_to_block()
    {
        byte[] message = new byte[64];
        new UniquePayload(64, Expect.Upper).FillMessages(3, 5 * 64, message);

        for (int at = 32; at < 64; at++)
        {
            Assert.Equal('a' + ((message[at - 16] - 'a' + 1) % 16), message[at]);
        }
    }

    [Fact]
    public void A_fixed_message_is_repeated_from_any_position()
    {
        var payload = new FixedPayload("abc"u8.ToArray(), Expect.Upper);
        byte[] part = new byte[7];

        payload.FillMessages(0, 4, part);
        Assert.Equal("bcabcab"u8.ToArray(), part);
        payload.FillReplies(0, 4, part);
        Assert.Equal("BCABCAB"u8.ToArray(), part);
    }
}

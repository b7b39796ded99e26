using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pollecho.Client;

/// <summary>
/// Messages that differ for 65,536 connections in turn and for every message, in each block of 16 bytes: lower-case
/// letters that spell the two numbers, after a mark. So a reply that is another message's, or made of two, cannot pass;
/// but connections whose numbers are a multiple of 65,536 apart send the same.
/// </summary>
/// <remarks>
/// A block: mark, 10 letters of the message's number with the lowest four bits first, 4 of the connection's, and
/// one that makes the exclusive or of all of them 0, so that no one altered byte makes it another's; a letter
/// stands for four bits, a for 0 to p for 15. In the blocks after the first the mark's place is a
/// letter too, and each letter is moved on by the block's number. Messages under 16 bytes are cut off.
/// </remarks>
internal sealed class UniquePayload(int size, Expect expect) : Payload(size, expect)
{
    private const int Block = 16;

    private readonly Vector128<byte> _replyBase = Vector128.Create(expect == Expect.Upper ? (byte)'A' : (byte)'a');

    /// <inheritdoc/>
    public override bool IsIdentified => Size >= Block && Expect != Expect.Any;

    /// <inheritdoc/>
    public override void FillMessages(int connection, long position, Span<byte> destination) =>
        Fill(Vector128.Create((byte)'a'), connection, position, destination);

    /// <inheritdoc/>
    public override void FillReplies(int connection, long position, Span<byte> destination) =>
        Fill(_replyBase, connection, position, destination);

    /// <inheritdoc/>
    public override int IdentityLength => Block;

    /// <inheritdoc/>
    public override bool TryIdentify(ReadOnlySpan<byte> reply, int connection, out long sequence)
    {
        sequence = 0;
        if (reply.Length < Block || reply[0] != Mark)
        {
            return false;
        }

        for (int i = 10; i >= 1; i--)
        {
            sequence = (sequence << 4) | (uint)((reply[i] - _replyBase[0]) & 15);
        }

        Span<byte> expected = stackalloc byte[Block];
        First(_replyBase, Nibbles(connection, sequence)).CopyTo(expected);
        return reply[..Block].SequenceEqual(expected);
    }

    private void Fill(Vector128<byte> letters, int connection, long position, Span<byte> destination)
    {
        long sequence = Math.DivRem(position, Size, out long offset);
        while (!destination.IsEmpty)
        {
            int part = (int)Math.Min(Size - offset, destination.Length);
            FillPart(letters, Nibbles(connection, sequence++), (int)offset, destination[..part]);
            destination = destination[part..];
            offset = 0;
        }
    }

    private static void FillPart(Vector128<byte> letters, Vector128<byte> nibbles, int offset, Span<byte> part)
    {
        int block = offset / Block;
        if (offset % Block != 0 || part.Length < Block)
        {
            part = part[FillWithinBlock(letters, nibbles, offset, part)..];
            block++;
        }
        else if (block == 0)
        {
            First(letters, nibbles).CopyTo(part);
            part = part[Block..];
            block++;
        }

        ref byte first = ref MemoryMarshal.GetReference(part);
        int i = 0;
        for (; i + Block <= part.Length; i += Block)
        {
            Later(letters, nibbles, block++).StoreUnsafe(ref first, (nuint)i);
        }

        if (i < part.Length)
        {
            FillWithinBlock(letters, nibbles, block * Block, part[i..]);
        }
    }

    /// <summary>The rest of one block, or as much of it as is wanted.</summary>
    private static int FillWithinBlock(Vector128<byte> letters, Vector128<byte> nibbles, int offset, Span<byte> part)
    {
        Span<byte> block = stackalloc byte[Block];
        (offset < Block ? First(letters, nibbles) : Later(letters, nibbles, offset / Block)).CopyTo(block);
        int start = offset % Block;
        int length = Math.Min(Block - start, part.Length);
        block.Slice(start, length).CopyTo(part);
        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> First(Vector128<byte> letters, Vector128<byte> nibbles) => (letters + nibbles).WithElement(0, Mark);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Later(Vector128<byte> letters, Vector128<byte> nibbles, int block) =>
        letters + ((nibbles + Vector128.Create((byte)block)) & Vector128.Create((byte)15));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Nibbles(int connection, long sequence)
    {
        ulong number = (ulong)sequence;
        uint rest = ((uint)(number >> 32) & 0xff) | ((uint)connection << 8 & 0xffff00);
        uint check = (uint)number ^ rest;
        check ^= check >> 16;
        check ^= check >> 8;
        check ^= check >> 4;
        ulong low = Spread((uint)number);
        ulong high = Spread(rest | (check << 24));

        // Byte 0 is the mark's place, so all else moves up by one.
        return Vector128.Create(low << 8, (high << 8) | (low >> 56)).AsByte();
    }

    /// <summary>Each four bits of a number in a byte of their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Spread(uint number)
    {
        ulong x = number;
        x = (x | (x << 16)) & 0x0000ffff0000ffff;
        x = (x | (x << 8)) & 0x00ff00ff00ff00ff;
        return (x | (x << 4)) & 0x0f0f0f0f0f0f0f0f;
    }
}

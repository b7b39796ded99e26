namespace Pollecho.Client;

/// <summary>
/// What a connection sends, and what it must get back, as a function of the position in its stream of messages.
/// So neither unsent messages nor expected replies are stored: they are written again when needed.
/// </summary>
internal abstract class Payload(int size, Expect expect)
{
    /// <summary>The byte that identified messages begin with, and that is nowhere else in them.</summary>
    public const byte Mark = (byte)'<';

    /// <summary>Bytes in a message.</summary>
    public int Size { get; } = size;

    /// <summary>What a right reply is.</summary>
    public Expect Expect { get; } = expect;

    /// <summary>Whether a message carries its number, so that a reply out of order can be recognised.</summary>
    public abstract bool IsIdentified { get; }

    /// <summary>How many bytes it takes to read a message's number.</summary>
    public virtual int IdentityLength => 0;

    /// <summary>Writes a part of what the connection sends.</summary>
    /// <param name="connection">The connection's number.</param>
    /// <param name="position">Where in its stream the part begins, in bytes.</param>
    /// <param name="destination">The part.</param>
    public abstract void FillMessages(int connection, long position, Span<byte> destination);

    /// <summary>Writes a part of what must come back.</summary>
    public abstract void FillReplies(int connection, long position, Span<byte> destination);

    /// <summary>Which message the reply at the start of <paramref name="reply"/> says it answers; false if it does not say.</summary>
    public virtual bool TryIdentify(ReadOnlySpan<byte> reply, int connection, out long sequence)
    {
        sequence = -1;
        return false;
    }
}

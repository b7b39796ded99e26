using System.Runtime.InteropServices;

namespace Pollecho.Client;

/// <summary>
/// The bytes of one connection that a <see cref="ReplySearch"/> keeps, and what is known of them. Every position is counted from
/// the first that is kept, and moves with it. For the loop's thread.
/// </summary>
/// <param name="room">For how many bytes there is room at first; it grows.</param>
internal sealed class HeldBytes(int room)
{
    private readonly List<(long Sequence, int End)> _blames = [];
    private byte[] _bytes = new byte[room];

    /// <summary>How many are kept.</summary>
    public int Length { get; private set; }

    /// <summary>How many at the front are judged, and kept only as they may hold the beginning of a right reply.</summary>
    public int Judged { get; set; }

    /// <summary>Up to where no right reply begins.</summary>
    public int Scanned { get; set; }

    /// <summary>All of them. Like every part of them valid until the next are appended or dropped.</summary>
    public ReadOnlySpan<byte> All => _bytes.AsSpan(0, Length);

    /// <summary>Those that are not judged.</summary>
    public ReadOnlySpan<byte> Unjudged => _bytes.AsSpan(Judged..Length);

    /// <summary>For which bytes messages are blamed, as far as these are kept: the message, and where they end.</summary>
    public ReadOnlySpan<(long Sequence, int End)> Blames => CollectionsMarshal.AsSpan(_blames);

    /// <summary>A message is blamed for bytes.</summary>
    /// <param name="sequence">The message.</param>
    /// <param name="end">Where they end.</param>
    public void Blame(long sequence, int end) => _blames.Add((sequence, end));

    /// <summary>Adds bytes behind the others.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (Length + bytes.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(Length + bytes.Length, _bytes.Length * 2));
        }

        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Forgets the first bytes.</summary>
    /// <param name="count">How many; no more than are kept.</param>
    public void Drop(int count)
    {
        _bytes.AsSpan(count..Length).CopyTo(_bytes);
        Length -= count;
        Judged = Math.Max(0, Judged - count);
        Scanned = Math.Max(0, Scanned - count);
        _blames.RemoveAll(blame => blame.End <= count);
        foreach (ref (long Sequence, int End) blame in CollectionsMarshal.AsSpan(_blames))
        {
            blame.End -= count;
        }
    }
}

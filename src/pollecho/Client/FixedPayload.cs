using Pollecho.Text;

namespace Pollecho.Client;

/// <summary>The same message every time, as given by the user.</summary>
internal sealed class FixedPayload : Payload
{
    private readonly byte[] _message;
    private readonly byte[] _reply;

    /// <summary>A message of at least one byte.</summary>
    public FixedPayload(byte[] message, Expect expect)
        : base(message.Length, expect)
    {
        _message = message;
        _reply = [.. message];
        if (expect == Expect.Upper)
        {
            AsciiUpper.Convert(_reply);
        }
    }

    /// <inheritdoc/>
    public override bool IsIdentified => false;

    /// <inheritdoc/>
    public override void FillMessages(int connection, long position, Span<byte> destination) =>
        Repeat(_message, position, destination);

    /// <inheritdoc/>
    public override void FillReplies(int connection, long position, Span<byte> destination) =>
        Repeat(_reply, position, destination);

    private static void Repeat(ReadOnlySpan<byte> message, long position, Span<byte> destination)
    {
        int offset = (int)(position % message.Length);
        while (!destination.IsEmpty)
        {
            int part = Math.Min(message.Length - offset, destination.Length);
            message.Slice(offset, part).CopyTo(destination);
            destination = destination[part..];
            offset = 0;
        }
    }
}

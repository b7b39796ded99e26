namespace Pollecho.Waiting;

/// <summary>
/// What a wait found. Readiness is a hint: any call may still answer would-block. An entry may have been
/// closed by the loop since, in the same turn: look before use. Valid until the next wait.
/// </summary>
internal readonly ref struct Ready(bool accept, ReadOnlySpan<Pollable> readable, ReadOnlySpan<Pollable> writable)
{
    /// <summary>Whether it found nothing: only after a readiness call, as one that asks nobody reports every socket, or has the listener looked at.</summary>
    public bool IsEmpty => !Accept && Readable.IsEmpty && Writable.IsEmpty;

    /// <summary>A connection may be waiting to be accepted, or the strategy was woken.</summary>
    public bool Accept { get; } = accept;

    /// <summary>Sockets that may have bytes to receive, or have ended or failed.</summary>
    public ReadOnlySpan<Pollable> Readable { get; } = readable;

    /// <summary>Sockets that may have room to send, or whose connect has ended.</summary>
    public ReadOnlySpan<Pollable> Writable { get; } = writable;
}

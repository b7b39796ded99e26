namespace Pollecho.Waiting;

/// <summary>
/// What a wait found. Readiness is a hint: any call may still answer would-block. The loop may have closed an entry
/// since, in the same turn: check before use. Valid until the next wait.
/// </summary>
internal readonly ref struct Ready(bool accept, ReadOnlySpan<Pollable> readable, ReadOnlySpan<Pollable> writable)
{
    /// <summary>The system's name of the call that was made, as a trace shows it; null if none was.</summary>
    public string? Call { get; init; }

    /// <summary>Whether that call reports what is ready; else it only lets time pass, and everything watched is reported.</summary>
    public bool Asked { get; init; }

    /// <summary>Whether it reports nothing. Only a readiness call does so: a strategy that does not ask reports every socket, or the listener.</summary>
    public bool IsEmpty => !Accept && Readable.IsEmpty && Writable.IsEmpty;

    /// <summary>A connection may be waiting to be accepted, or the strategy was woken.</summary>
    public bool Accept { get; } = accept;

    /// <summary>Sockets that may have bytes to receive, or have ended or failed.</summary>
    public ReadOnlySpan<Pollable> Readable { get; } = readable;

    /// <summary>Sockets that may have room to send, or whose connect has ended.</summary>
    public ReadOnlySpan<Pollable> Writable { get; } = writable;
}

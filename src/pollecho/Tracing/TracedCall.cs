using System.Net.Sockets;

namespace Pollecho.Tracing;

/// <summary>One call of a loop, with its outcome.</summary>
/// <param name="Kind">What it was for.</param>
/// <param name="Name">The system's name for it: <c>recvfrom</c>; empty for other work.</param>
/// <param name="Connection">The number of the connection, from 1; 0 for a call of the loop's own.</param>
/// <param name="Begin">When it was made: a <see cref="System.Diagnostics.Stopwatch"/> time.</param>
/// <param name="End">When it returned.</param>
internal readonly record struct TracedCall(CallKind Kind, string Name, int Connection, long Begin, long End)
{
    /// <summary>A call that takes this long, in Stopwatch's ticks, has stopped its thread: others return within a few microseconds.</summary>
    public static readonly long StopsFrom = System.Diagnostics.Stopwatch.Frequency * 30 / 1_000_000;

    /// <summary>A question that nobody answered for this long, a millisecond, is shown by itself, not folded.</summary>
    private static readonly long LongQuestion = System.Diagnostics.Stopwatch.Frequency / 1000;

    /// <summary>When it returned before it had ended, as an asynchronous call does: a Stopwatch time; 0 if it did not.</summary>
    public long PendingAt { get; init; }

    /// <summary>Bytes received or sent.</summary>
    public int Bytes { get; init; }

    /// <summary>How it ended; a receive of no bytes with success is the end of the stream.</summary>
    public SocketError Error { get; init; }

    /// <summary>Whether a wait reported the listener, or was woken.</summary>
    public bool Listener { get; init; }

    /// <summary>Sockets that a wait reported as readable.</summary>
    public int Readable { get; init; }

    /// <summary>Sockets that a wait reported as writable.</summary>
    public int Writable { get; init; }

    /// <summary>Whether a wait asked what is ready, and did not only let time pass.</summary>
    public bool Asked { get; init; }

    /// <summary>Whether a wait reported nothing.</summary>
    public bool ReportsNobody => !Listener && Readable == 0 && Writable == 0;

    /// <summary>Whether it changed nothing: it would have blocked, or reported nobody.</summary>
    public bool FoundNothing => Kind switch
    {
        CallKind.Wait => ReportsNobody && !(Asked && End - Begin >= LongQuestion),
        CallKind.OtherWork => true,
        _ => Error == SocketError.WouldBlock,
    };
}

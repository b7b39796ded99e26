using System.Net.Sockets;

namespace Pollecho.Tracing;

/// <summary>Receives what a loop did, with whatever found nothing folded. Called on the loop's thread.</summary>
internal interface ITurnSink
{
    /// <summary>There were empty turns; theirs to read during the call only.</summary>
    void EmptyTurns(EmptyTurns turns);

    /// <summary>In a turn that did something, some calls found nothing.</summary>
    void FoundNothing(FoldedCall calls);

    /// <summary>A call did something, or failed.</summary>
    /// <param name="call">The call.</param>
    /// <param name="bytes">What it moved.</param>
    /// <param name="socket">The new connection of an accept.</param>
    void Did(in TracedCall call, ReadOnlySpan<byte> bytes, Socket? socket);

    /// <summary>A connection was closed.</summary>
    void Closed(int connection, string? why);
}

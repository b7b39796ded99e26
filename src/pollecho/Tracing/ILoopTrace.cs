using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Tracing;

/// <summary>Receives every call that a poll loop makes, with its outcome. Called on the loop's thread.</summary>
internal interface ILoopTrace
{
    /// <summary>A call is about to be made.</summary>
    void Begin(CallKind kind);

    /// <summary>The loop has waited.</summary>
    void Waited(Ready ready);

    /// <summary>A connection was asked for.</summary>
    /// <param name="outcome">With what result.</param>
    /// <param name="connection">The new one's number on success.</param>
    /// <param name="socket">The new one.</param>
    /// <param name="isDealt">Whether another loop has accepted it for this one.</param>
    void Accepted(SocketError outcome, int connection, Socket? socket, bool isDealt = false);

    /// <summary>A connect has ended, a receive or a send was tried.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="connection">The connection's number.</param>
    /// <param name="result">Its outcome.</param>
    /// <param name="bytes">What was moved.</param>
    void Called(CallKind kind, int connection, IoResult result, ReadOnlySpan<byte> bytes);

    /// <summary>A unit of other work was done.</summary>
    void DidOtherWork();

    /// <summary>A turn has ended.</summary>
    void EndTurn();

    /// <summary>A connection was closed; <paramref name="why"/>, if the calls before it do not show that.</summary>
    void Closed(int connection, string? why = null);

    /// <summary>The loop has ended.</summary>
    void Ended();
}

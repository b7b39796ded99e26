using System.Net.Sockets;

namespace Pollecho.Sockets;

/// <summary>
/// What one receive or send on a non-blocking socket did. Would-block is one of the values:
/// it is a polling loop's normal answer, so it must not cost an exception.
/// </summary>
/// <param name="Bytes">Bytes moved; 0 on would-block and on an error, and on a receive at end of stream.</param>
/// <param name="Error"><see cref="SocketError.Success"/>, <see cref="SocketError.WouldBlock"/>, or why the call failed.</param>
internal readonly record struct IoResult(int Bytes, SocketError Error)
{
    /// <summary>The call found nothing to do: no byte to receive, or no room to send.</summary>
    public bool WouldBlock => Error == SocketError.WouldBlock;

    /// <summary>The call did what was asked, wholly or in part.</summary>
    public bool Succeeded => Error == SocketError.Success;
}

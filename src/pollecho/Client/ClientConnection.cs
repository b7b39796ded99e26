using System.Net;
using System.Net.Sockets;
using Pollecho.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Client;

/// <summary>
/// One connection of the client: opening, or open with its messages under way. Unsent bytes are not kept:
/// what a message holds follows from its place in the stream, and is written again when the socket has room.
/// </summary>
internal sealed class ClientConnection(Socket socket, int id, int place, Payload payload, InFlight inFlight, ReplyVerifier verifier)
    : Pollable(socket)
{
    /// <summary>How much of it, and at most of each of its parts, a message needs, in bytes; see <see cref="ReadAhead"/>.</summary>
    public const int FetchedBytes = 192;

    private readonly SafeSocketHandle _handle = socket.SafeHandle;
    private long _sentPosition;

    /// <summary>The number that its messages bear.</summary>
    public int Id => id;

    /// <summary>Its number, from 1, as a trace shows it.</summary>
    public int Number => id + 1;

    /// <summary>Its place among the connections of its thread, which the next one takes when it has failed.</summary>
    public int Place { get; } = place;

    /// <summary>Whether the connect has succeeded.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether it was closed, perhaps by an earlier event of the same turn.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Where it goes.</summary>
    public required EndPoint EndPoint { get; init; }

    /// <summary>When it was begun to be opened, as Stopwatch counts.</summary>
    public long BegunAt { get; init; }

    /// <summary>How long it took to open it, as Stopwatch counts; null until that is known.</summary>
    public long? ConnectTicks { get; set; }

    /// <summary>While it is opening: when to give up.</summary>
    public long ConnectDeadline { get; init; }

    /// <summary>How many connections to its server the thread had tried to open before it.</summary>
    public int Attempt { get; init; }

    /// <summary>In a closed loop with an interval: when it may send next.</summary>
    public long NextSendAt { get; set; }

    /// <summary>How often the system had sent something again on it when it was asked last, see <see cref="TcpWatch"/>.</summary>
    public long Retransmits { get; set; }

    /// <summary>Its messages that wait for replies.</summary>
    public InFlight InFlight { get; } = inFlight;

    /// <summary>Verifies what it receives.</summary>
    public ReplyVerifier Verifier { get; } = verifier;

    /// <summary>Where it is counted.</summary>
    public RunTally Tally => Verifier.Tally;

    /// <summary>Whether bytes of messages begun are to be sent yet.</summary>
    public bool HasUnsent => _sentPosition < InFlight.Next * payload.Size;

    /// <summary>Sends as much of the messages begun as the socket takes.</summary>
    /// <param name="buffer">Room to write messages in, shared by the connections of a thread.</param>
    public IoResult SendUnsent(Span<byte> buffer)
    {
        int total = 0;
        while (HasUnsent)
        {
            int length = (int)Math.Min(buffer.Length, (InFlight.Next * payload.Size) - _sentPosition);
            payload.FillMessages(id, _sentPosition, buffer[..length]);
            IoResult sent = SocketCalls.Send(Socket, buffer[..length]);
            _sentPosition += sent.Bytes;
            total += sent.Bytes;
            if (sent.Bytes < length)
            {
                return sent.Succeeded ? sent with { Bytes = total } : sent;
            }
        }

        return new IoResult(total, SocketError.Success);
    }

    /// <summary>Counts how long it took to open; it is open.</summary>
    /// <param name="ofWindowOnly">Whether only if its opening began in the measured window.</param>
    public void CountConnect(bool ofWindowOnly) => Tally.CountConnect(BegunAt, ConnectTicks!.Value, ofWindowOnly);

    /// <summary>Asks the processor for the memory that a reply and the next message need.</summary>
    public void FetchParts()
    {
        ReadAhead.Fetch(Verifier, FetchedBytes);
        ReadAhead.Fetch(InFlight, FetchedBytes);
        ReadAhead.Fetch(Socket, FetchedBytes);
        ReadAhead.Fetch(_handle, FetchedBytes);
    }

    /// <summary>Closes the socket. May be called again.</summary>
    public void Close(ConnectionClose how = ConnectionClose.Fin)
    {
        IsClosed = true;
        if (how == ConnectionClose.Reset)
        {
            SocketCalls.Reset(Socket);
        }
        else
        {
            Socket.Dispose();
        }
    }
}

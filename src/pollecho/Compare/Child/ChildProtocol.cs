using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Pollecho.Text;

namespace Pollecho.Compare.Child;

/// <summary>
/// What <c>pollecho compare</c> or <c>timeline</c> and a server that it starts say to each other. The child prints where it listens, then its
/// counters (<see cref="ServerReading.Line"/>) for each byte on its stdin, and ends with its stdin; then it prints its calls
/// (<see cref="ServerRecording.Lines"/>), if they were recorded.
/// </summary>
internal static class ChildProtocol
{
    /// <summary>The hidden command that the child runs.</summary>
    public const string CommandName = "compare-server";

    /// <summary>The byte that asks for the counters.</summary>
    public const byte Ask = (byte)'\n';

    /// <summary>The byte that asks for the counters, and has the calls recorded from then on.</summary>
    public const byte Record = (byte)'r';

    /// <summary>The option that has calls recorded at all.</summary>
    public const string RecordOption = "--record";

    /// <summary>The option that has it listen on a unix socket, not on a port of the loopback.</summary>
    public const string UnixOption = "--unix";

    private const string Listening = "listening ";

    /// <summary>The child's first line: where it listens.</summary>
    public static string WriteListening(EndPoint endPoint) =>
        Listening + (endPoint is IPEndPoint { Port: int port } ? port.ToString(CultureInfo.InvariantCulture) : AddressText.Of(endPoint));

    /// <summary>Reads the child's first line; null if it is another.</summary>
    public static EndPoint? ReadListening(string line)
    {
        string where = line.StartsWith(Listening, StringComparison.Ordinal) ? line[Listening.Length..] : "";
        return where.StartsWith(AddressText.UnixPrefix, StringComparison.Ordinal) ? new UnixDomainSocketEndPoint(where[AddressText.UnixPrefix.Length..])
            : ushort.TryParse(where, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) ? new IPEndPoint(IPAddress.Loopback, port)
            : null;
    }
}

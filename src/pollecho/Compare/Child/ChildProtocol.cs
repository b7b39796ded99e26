using System.Globalization;
using System.Net;

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

    private const string Listening = "listening";

    /// <summary>The child's first line: where it listens, on the loopback.</summary>
    public static string WriteListening(int port) => string.Create(CultureInfo.InvariantCulture, $"{Listening} {port}");

    /// <summary>Reads the child's first line; null if it is another.</summary>
    public static IPEndPoint? ReadListening(string line) =>
        line.Split(' ') is [Listening, string port] && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)
            ? new(IPAddress.Loopback, number) : null;
}

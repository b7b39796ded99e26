// PlainSpin PORT: an upper-casing TCP echo server on 127.0.0.1, the plainest poll loop over non-blocking
// System.Net.Sockets sockets: every connection is asked in turn, and nothing ever waits. SIGTERM ends it.
using System.Net;
using System.Net.Sockets;
using System.Runtime.Intrinsics;

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: PlainSpin PORT");
    return 2;
}

using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
try
{
    listener.Bind(new IPEndPoint(IPAddress.Loopback, int.Parse(args[0])));
    listener.Listen(int.MaxValue);
}
catch (SocketException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

var connections = new List<Socket>();
byte[] buffer = new byte[64 * 1024];

for (uint turn = 0; ; turn++)
{
    // Connections come seldom: asking in every turn would cost as much as asking one connection.
    // Poll first, because Accept throws where it would block.
    while (turn % 16 == 0 && listener.Poll(0, SelectMode.SelectRead))
    {
        Socket connection = listener.Accept();
        connection.Blocking = false;
        connection.NoDelay = true;
        connections.Add(connection);
    }

    // Backwards, so that a removal moves only what has been asked already.
    for (int i = connections.Count - 1; i >= 0; i--)
    {
        Socket connection = connections[i];
        int received = connection.Receive(buffer, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
        {
            continue;
        }
        if (received <= 0 || !SendAll(connection, buffer.AsSpan(0, received)))
        {
            connection.Dispose();
            connections.RemoveAt(i);
        }
    }
}

// Spins until the peer has taken everything, and so stalls all others while one does not read: the price of plainness.
static bool SendAll(Socket connection, Span<byte> bytes)
{
    Upper(bytes);
    while (bytes.Length > 0)
    {
        int sent = connection.Send(bytes, SocketFlags.None, out SocketError error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            return false;
        }
        bytes = bytes[Math.Max(sent, 0)..];
    }
    return true;
}

// Signed comparison leaves bytes of 0x80 and above alone, and is one instruction on every x64 processor.
static void Upper(Span<byte> bytes)
{
    while (bytes.Length >= Vector128<byte>.Count)
    {
        Vector128<sbyte> block = Vector128.Create<byte>(bytes).AsSByte();
        Vector128<sbyte> letters = Vector128.GreaterThan(block, Vector128.Create((sbyte)('a' - 1)))
            & Vector128.LessThan(block, Vector128.Create((sbyte)('z' + 1)));
        (block ^ (letters & Vector128.Create((sbyte)0x20))).AsByte().CopyTo(bytes);
        bytes = bytes[Vector128<byte>.Count..];
    }
    foreach (ref byte b in bytes)
    {
        if (b is >= (byte)'a' and <= (byte)'z')
        {
            b ^= 0x20;
        }
    }
}

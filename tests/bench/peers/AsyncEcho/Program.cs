// AsyncEcho PORT: an upper-casing TCP echo server on 127.0.0.1 as .NET programs are written: a task per connection
// that awaits Socket.ReceiveAsync and SendAsync, readiness left to the runtime's socket engine. SIGTERM ends it.
using System.Net;
using System.Net.Sockets;
using System.Runtime.Intrinsics;

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: AsyncEcho PORT");
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

while (true)
{
    Socket connection = await listener.AcceptAsync();
    _ = Serve(connection);
}

static async Task Serve(Socket connection)
{
    using (connection)
    {
        // One a connection: an awaited receive has nowhere else to receive into. Not zeroed, so idle pages stay untouched.
        Memory<byte> buffer = GC.AllocateUninitializedArray<byte>(64 * 1024);
        try
        {
            connection.NoDelay = true;
            int received;
            while ((received = await connection.ReceiveAsync(buffer)) > 0)
            {
                Upper(buffer.Span[..received]);
                // A single SendAsync may take less than all of it; the peer is not read until all is sent.
                for (int sent = 0; sent < received;)
                {
                    sent += await connection.SendAsync(buffer[sent..received]);
                }
            }
        }
        catch (SocketException)
        {
            // A reset ends this connection only.
        }
    }
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

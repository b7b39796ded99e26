// Kestrel PORT: an upper-casing TCP echo server on 127.0.0.1 as a connection handler of ASP.NET Core's server, which
// hands a task per connection two pipes. It receives into pooled blocks of 4 KiB. SIGTERM ends it.
using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.Intrinsics;
using Microsoft.AspNetCore.Connections;

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: Kestrel PORT");
    return 2;
}

// Empty: no logging and no configuration files, which have no part in an echo.
WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore();
builder.WebHost.ConfigureKestrel(options =>
    options.ListenLocalhost(int.Parse(args[0]), listen => listen.UseConnectionHandler<EchoHandler>()));
try
{
    await builder.Build().RunAsync();
}
catch (IOException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

return 0;

internal sealed class EchoHandler : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        (PipeReader input, PipeWriter output) = (connection.Transport.Input, connection.Transport.Output);
        try
        {
            ReadResult read;
            do
            {
                read = await input.ReadAsync();
                foreach (ReadOnlyMemory<byte> part in read.Buffer)
                {
                    Span<byte> reply = output.GetSpan(part.Length)[..part.Length];
                    part.Span.CopyTo(reply);
                    Upper(reply);
                    output.Advance(part.Length);
                }
                input.AdvanceTo(read.Buffer.End);

                // Waits while the peer owes too much reading, and the peer is not read meanwhile.
                await output.FlushAsync();
            }
            while (!read.IsCompleted);
        }
        catch (IOException)
        {
            // A reset ends this connection only.
        }
    }

    // Signed comparison leaves bytes of 0x80 and above alone, and is one instruction on every x64 processor.
    private static void Upper(Span<byte> bytes)
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
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>
/// The options for what is set on connections, seen from outside: in the packet that opens a connection, in ss(8)'s account of
/// the kernel's sockets, and in the calls that strace(1) sees.
/// </summary>
public sealed class SocketOptionTests
{
    // tcp(7), linux/tcp.h: a listener may keep the packet that opened a connection.
    private const int IPPROTO_TCP = 6;
    private const int TCP_SAVE_SYN = 27;
    private const int TCP_SAVED_SYN = 28;

    [Fact]
    public void The_first_packet_of_a_client_bears_its_code_point_and_the_scale_of_its_buffer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux keeps the first packet");
        PollechoBinary.SkipIfEmulated();

        (int field, int? scale) = FirstPacket("--dscp", "ef", "--rcvbuf", "20000");
        (int plainField, int? plainScale) = FirstPacket();

        // A buffer of less than 64 KiB needs no scale; the system's own may grow far beyond.
        Assert.Equal((46 << 2, 0), (field, scale));
        Assert.Equal(0, plainField);
        Assert.True(plainScale > 0);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::")]
    public void A_server_sets_its_options_on_what_it_accepts(string bind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Tool.IsInstalled("ss"), "needs ss(8)");
        using PollechoServer server = PollechoServer.Start(
            "--bind", bind, "--rcvbuf", "20000", "--sndbuf", "30000", "--dscp", "af41", "--keepalive", "1000s");
        using var peer = new SocketPeer(server.Port);
        peer.Send("x"u8);
        peer.Receive(1);

        // Twice the sizes is how the kernel counts them, ss(8).
        string[] looked = ["-tnomeH", "--tos", "state", "established", "sport", "=", $":{server.Port}"];
        string seen = "";
        Assert.True(SpinWait.SpinUntil(() => (seen = Ss(looked)).Contains("timer:(keepalive,16min", StringComparison.Ordinal), Patience.Limit), seen);
        Assert.Matches(@"skmem:\(r\d+,rb40000,t\d+,tb60000,", seen);
        Assert.Contains("tos:0x88", seen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_without_options_makes_the_calls_on_the_accept_path_that_it_always_made()
    {
        string[] calls = Trace(["server", "--port", "0"]);

        // TCP_NODELAY, and the four of the probes.
        Assert.Equal(
            ["TCP_NODELAY", "SO_KEEPALIVE", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT"],
            calls.SkipWhile(call => call != "accept4").Skip(1));
        Assert.Empty(Trace(["server", "--port", "0", "--nodelay", "off", "--keepalive", "off"]).SkipWhile(call => call != "accept4").Skip(1));
    }

    [Fact]
    public void Buffers_and_busy_polling_are_set_before_a_server_listens()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "busy polling needs root");

        string[] calls = Trace(["server", "--port", "0", "--rcvbuf", "20000", "--busy-poll", "50us", "--nodelay", "off", "--keepalive", "off"]);

        // The first of each is the check's.
        Assert.Equal(["TCP_NODELAY", "SO_RCVBUF", "SO_BUSY_POLL", "SO_RCVBUF", "SO_BUSY_POLL", "listen", "accept4"], calls);
    }

    [Theory]
    [InlineData("client", "--rcvbuf")]
    [InlineData("server", "--rcvbuf")]
    [InlineData("client", "--sndbuf")]
    public void A_buffer_that_the_system_cuts_ends_the_run_before_it_begins(string command, string option)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "has Linux's bounds");
        using Pollecho run = Pollecho.Run(command, option, "1023MiB");

        Expect.OneErrorLine(run, 1, $"{option} 1023MiB did not take effect: the system gave ", $"net.core.{(option == "--rcvbuf" ? 'r' : 'w')}mem_max=1072693248");
        Assert.Equal("", run.Output.Text);
    }

    [Fact]
    public void The_JSON_tells_what_was_set_also_of_a_run_that_it_kept_from_beginning()
    {
        using PollechoServer server = PollechoServer.Start();
        using Pollecho client = Pollecho.RunClient(server.Port, "-n", "1", "--json", "--nodelay", "off", "--sndbuf", "30000", "--keepalive", "9s");
        JsonElement options = JsonDocument.Parse(client.Output.Lines[^1]).RootElement.GetProperty("options");
        Assert.False(options.GetProperty("nodelay").GetBoolean());
        Assert.Equal(30_000, options.GetProperty("sndbuf_bytes").GetInt32());
        Assert.Equal(9, options.GetProperty("keepalive_s").GetInt32());
        Assert.Equal(JsonValueKind.Null, options.GetProperty("rcvbuf_bytes").ValueKind);

        Assert.SkipUnless(OperatingSystem.IsLinux(), "has Linux's bounds");
        using Pollecho refused = Pollecho.RunClient(server.Port, "-n", "1", "--json", "--sndbuf", "1");
        JsonElement result = JsonDocument.Parse(refused.Output.Text).RootElement.GetProperty("result");
        Assert.Equal(refused.Errors.Lines[0], $"pollecho: {result.GetProperty("error").GetString()}");
    }

    /// <summary>The field of the code point in the packet that opens a client's connection, and the window scale in it (RFC 7323, 2.2).</summary>
    private static (int Field, int? Scale) FirstPacket(params string[] options)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetRawSocketOption(IPPROTO_TCP, TCP_SAVE_SYN, BitConverter.GetBytes(1));
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using Pollecho client = Pollecho.Start(["client", $"{listener.LocalEndPoint}", "--count", "1", "--message", "x", .. options]);
        Assert.True(listener.Poll(Patience.Limit, SelectMode.SelectRead), $"{client}");
        using Socket connection = listener.Accept();
        byte[] packet = new byte[256];
        int length = connection.GetRawSocketOption(IPPROTO_TCP, TCP_SAVED_SYN, packet);
        connection.Receive(new byte[1]);
        connection.Send("X"u8);
        client.WaitForExit();
        Assert.True(client.ExitCode == 0, $"{client}");
        return (packet[1], Scale(packet.AsSpan(20, length - 20)));
    }

    private static int? Scale(ReadOnlySpan<byte> segment)
    {
        const int NoOperation = 1, WindowScale = 3;
        ReadOnlySpan<byte> options = segment[20..];
        while (!options.IsEmpty && options[0] != 0)
        {
            if (options[0] == WindowScale)
            {
                return options[2];
            }

            options = options[(options[0] == NoOperation ? 1 : options[1])..];
        }

        return null;
    }

    private static string Ss(string[] arguments)
    {
        using Tool ss = Tool.Start("ss", arguments);
        return Encoding.UTF8.GetString(ss.ReceiveToEnd());
    }

    /// <summary>The options that a server sets, in order, and its calls to listen and accept, until one connection was served.</summary>
    private static string[] Trace(string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Tool.IsInstalled("strace"), "needs strace(1)");
        PollechoBinary.SkipIfEmulated();
        string file = Path.GetTempFileName();
        try
        {
            // With -D the process that is started is the server, and strace a child of it that outlives it.
            using (ChildProcess server = ChildProcess.Start("strace", ["-D", "-f", "-e", "trace=setsockopt,listen,accept4", "-o", file, PollechoBinary.Path, .. arguments]))
            {
                string? first = server.Process.StandardOutput.ReadLine();
                Assert.SkipWhen(first is null && !File.ReadAllText(file).Contains("listen(", StringComparison.Ordinal), "strace(1) may not be used here");
                using (var peer = new SocketPeer(PollechoServer.PortIn(first)))
                {
                    peer.Send("x"u8);
                    peer.Receive(1);
                }

                server.Signal(Signals.SIGTERM);
                Assert.True(server.WaitForExit() && SpinWait.SpinUntil(() => Regex.IsMatch(File.ReadAllText(file), $@"(?m)^{server.Process.Id} +\+\+\+ exited"), Patience.Limit));
            }

            return
            [
                .. from line in File.ReadAllLines(file)
                   let call = Regex.Match(line, @" (?:setsockopt\(\d+, \w+, (?<what>\w+),|(?<what>listen|accept4)\()")
                   where call.Success && !line.Contains("EAGAIN", StringComparison.Ordinal) && !Regex.IsMatch(call.Groups["what"].Value, "IPV6_V6ONLY|SO_REUSEADDR|SO_LINGER")
                   select call.Groups["what"].Value,
            ];
        }
        finally
        {
            File.Delete(file);
        }
    }
}

using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary><c>--trace</c>: each call and its outcome, with what is repeated folded into one line.</summary>
public sealed class TraceTests
{
    [Fact]
    public void A_spinning_server_asks_again_and_again_and_the_trace_folds_it()
    {
        using PollechoServer server = PollechoServer.Start("--trace", "--wait", "spin");
        using var peer = new SocketPeer(server.Port);
        Say(peer, "hello");

        // While this client takes its time the server asks the first connection in vain, thousands of times.
        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "3");
        Say(peer, "bye");
        peer.Dispose();
        server.Process.WaitForLine("^close #1$");
        server.Stop();

        IReadOnlyList<string> lines = server.Process.Output.Lines;
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^accept → #1 from 127\.0\.0\.1:\d+$"));
        string[] receives = [.. lines.Where(line => line.StartsWith("recv #1 ", StringComparison.Ordinal))];
        int hello = Array.IndexOf(receives, "recv #1 → 5 bytes \"hello\"");
        Assert.True(hello >= 0 && receives.Length >= hello + 4, $"{server.Process}");
        Assert.Matches(@"^recv #1 → would block ×[\d,]+$", receives[hello + 1]);
        Assert.Equal("recv #1 → 3 bytes \"bye\"", receives[hello + 2]);
        Assert.Equal("recv #1 → end of stream", receives[^1]);
        Assert.Contains("send #1 → 5 bytes \"HELLO\"", lines);

        Assert.True(lines.Count < 100, $"{lines.Count} lines for 5 messages: repeats are not folded. {server.Process}");
    }

    [Fact]
    public void What_a_peer_sends_is_shown_escaped_and_cut_short()
    {
        using PollechoServer server = PollechoServer.Start("--trace");
        using var peer = new SocketPeer(server.Port);

        peer.Send("\x1b[31mred\r\n\"\\\xff"u8);
        server.Process.WaitForLine(@"^recv #1 → 14 bytes ""\\x1b\[31mred\\x0d\\x0a\\""\\\\ÿ""$");
        peer.Receive(14);
        peer.Send([0x80, 0xff]);
        server.Process.WaitForLine(@"^recv #1 → 2 bytes ""\\x80\\xff""$");
        peer.Receive(2);
        peer.Send(new byte[100]);
        server.Process.WaitForLine(@"^recv #1 → 100 bytes ""(\\x00){32}""…$");
    }

    [Fact]
    public void A_blocking_strategy_makes_no_call_in_vain()
    {
        using PollechoServer server = PollechoServer.Start("--trace", "--wait", "select");
        using (var peer = new SocketPeer(server.Port))
        {
            peer.Send("hello"u8);
            peer.Receive(5);
        }

        server.Process.WaitForLine("^close #1$");
        server.Stop();

        Assert.DoesNotContain(server.Process.Output.Lines, line => line.StartsWith("recv #1 → would block", StringComparison.Ordinal));
    }

    private static void Say(SocketPeer peer, string message)
    {
        peer.Send(Encoding.ASCII.GetBytes(message));
        peer.Receive(message.Length);
    }
}

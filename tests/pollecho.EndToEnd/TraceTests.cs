using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary><c>--trace</c>: each call and its outcome, with what is repeated folded into one line.</summary>
public sealed class TraceTests
{
    // Each line has its time in seconds before it.
    private const string Time = @"^ *\d+\.\d{6} ";

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
        server.Process.WaitForLine(Time + "close #1$");
        server.Stop();

        string[] lines = WithoutTimes(server);
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^accept → #1 from 127\.0\.0\.1:\d+$"));
        string[] calls = [.. lines.Where(line => line.StartsWith("recv #1 ", StringComparison.Ordinal) || line.StartsWith("spin ×", StringComparison.Ordinal))];
        int hello = Array.IndexOf(calls, "recv #1 → 5 bytes \"hello\"");
        Assert.True(hello >= 0 && calls.Length >= hello + 4, $"{server.Process}");
        Assert.Matches(@"^spin ×[\d,]+ turns in [\d.]+ [mµ]?s: asks nobody, recv #1( \(.+\))? → would block, accept \(every \d+th\) → would block$", calls[hello + 1]);
        Assert.Contains("recv #1 → 3 bytes \"bye\"", calls);
        Assert.Equal("recv #1 → end of stream", calls.Last(line => line.StartsWith("recv #1", StringComparison.Ordinal)));
        Assert.Contains("send #1 → 5 bytes \"HELLO\"", lines);

        Assert.True(lines.Length < 100, $"{lines.Length} lines for 5 messages: repeats are not folded. {server.Process}");
    }

    [Fact]
    public void What_a_peer_sends_is_shown_escaped_and_cut_short()
    {
        using PollechoServer server = PollechoServer.Start("--trace");
        using var peer = new SocketPeer(server.Port);

        peer.Send("\x1b[31mred\r\n\"\\\xff"u8);
        server.Process.WaitForLine(Time + @"recv #1 → 14 bytes ""\\x1b\[31mred\\x0d\\x0a\\""\\\\ÿ""$");
        peer.Receive(14);
        peer.Send([0x80, 0xff]);
        server.Process.WaitForLine(Time + @"recv #1 → 2 bytes ""\\x80\\xff""$");
        peer.Receive(2);
        peer.Send(new byte[100]);
        server.Process.WaitForLine(Time + @"recv #1 → 100 bytes ""(\\x00){32}""…$");
    }

    [Fact]
    public void A_blocking_strategy_makes_no_call_in_vain_and_says_how_long_it_slept()
    {
        using PollechoServer server = PollechoServer.Start("--trace", "--wait", "select");
        server.Process.WaitForLine(Time + @"select: asleep for [\d.]+ m?s$");
        using (var peer = new SocketPeer(server.Port))
        {
            peer.Send("hello"u8);
            peer.Receive(5);
        }

        server.Process.WaitForLine(Time + "close #1$");
        server.Stop();

        string[] lines = WithoutTimes(server);
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^select: slept [\d.]+ m?s, listener ready or woken$"));
        Assert.DoesNotContain(lines, line => line.StartsWith("recv #1 → would block", StringComparison.Ordinal));
    }

    [Fact]
    public void While_there_is_silence_a_line_a_second_shows_what_it_is_made_of()
    {
        using PollechoServer spin = PollechoServer.Start("--trace", "--wait", "spin");
        using PollechoServer select = PollechoServer.Start("--trace", "--wait", "select");

        spin.Process.WaitForLine(Time + @"spin: [\d,]+ empty turns in [\d.]+ s$");
        select.Process.WaitForLine(Time + @"select: asleep for [\d.]+ m?s$");
    }

    [Fact]
    public void As_json_each_call_is_an_object_on_a_line()
    {
        using PollechoServer server = PollechoServer.Start("--trace", "--json", "--wait", "spin");

        // Empty turns are a line when something comes at last.
        server.Process.WaitForLine("\"event\":\"silent\"");
        using (var peer = new SocketPeer(server.Port))
        {
            Say(peer, "hello");
        }

        server.Process.WaitForLine("\"event\":\"close\"");
        server.Stop();

        JsonElement[] events = [.. server.Process.Output.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement received = events.First(one => Is(one, "call", "recv"));
        Assert.Equal("hello"u8, received.GetProperty("data_base64").GetBytesFromBase64());
        Assert.True(received.GetProperty("begin_ns").GetInt64() <= received.GetProperty("end_ns").GetInt64());
        Assert.Contains(events, one => Is(one, "call", "send") && one.GetProperty("bytes").GetInt32() == 5);
        JsonElement empty = events.First(one => one.GetProperty("event").GetString() == "empty_turns");
        Assert.True(empty.GetProperty("turns").GetInt64() > 0);
        Assert.Contains(empty.GetProperty("calls").EnumerateArray(), call => call.GetProperty("kind").GetString() == "accept");

        static bool Is(JsonElement one, string name, string kind) => one.GetProperty("event").GetString() == name && one.GetProperty("kind").GetString() == kind;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_clients_trace_is_on_stderr_with_nothing_between_its_lines(bool json)
    {
        using PollechoServer server = PollechoServer.Start();
        using Pollecho client = Pollecho.RunClient(server.Port, ["--count", "2", "--trace", .. (string[])(json ? ["--json"] : [])]);

        Assert.True(client.ExitCode == 0, $"{client}");
        Assert.Contains(client.Errors.Lines, line => line.Contains("connect", StringComparison.Ordinal));
        Assert.All(client.Errors.Lines, line => Assert.Matches(json ? @"^\{""event"":.*\}$" : Time + @"\S", line));
        if (json)
        {
            Assert.All(client.Errors.Lines, line => JsonDocument.Parse(line).Dispose());
            Assert.All(client.Output.Lines, line => JsonDocument.Parse(line).Dispose());
        }
    }

    private static string[] WithoutTimes(PollechoServer server) => [.. server.Process.Output.Lines.Select(line => Regex.Replace(line, Time, ""))];

    private static void Say(SocketPeer peer, string message)
    {
        peer.Send(Encoding.ASCII.GetBytes(message));
        peer.Receive(message.Length);
    }
}

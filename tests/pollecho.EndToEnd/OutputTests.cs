using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>What the server prints where no terminal is: results on stdout, and never a control code.</summary>
public sealed class OutputTests
{
    private const char EscapeCode = '\x1b';
    private const string StatusLine = @"^rlist \d+  wlist \d+  accepted \d+  in [\d.]+ B  out [\d.]+ B  turns [\d,]+  empty turns [\d,]+";

    /// <summary>Ways to have the server talk.</summary>
    public static TheoryData<string[]> Talkative => new()
    {
        { [] },
        { ["--stats", "20ms"] },
        { ["--trace"] },
        { ["--trace", "--threads", "2"] },
        { ["--json", "--stats", "20ms"] },
        { ["--other-work", "--wait", "spin"] },
    };

    [Theory]
    [MemberData(nameof(Talkative))]
    public void Off_a_terminal_there_is_no_control_code_and_nothing_on_stderr(string[] arguments)
    {
        using PollechoServer server = PollechoServer.Start(arguments);
        using var peer = new SocketPeer(server.Port);
        peer.Send("\x1b[31mred\x1b[0m\a"u8);
        peer.Receive(13);
        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "5", "--interval", "20ms");
        server.Stop();

        foreach (CapturedOutput output in new[] { server.Process.Output, client.Output })
        {
            Assert.DoesNotContain(output.Text, character => char.IsControl(character) && character is not ('\n' or '\r'));
            Assert.DoesNotContain(EscapeCode, output.Text);
        }

        Assert.Equal("", server.Process.Errors.Text);
        Assert.Equal("", client.Errors.Text);
    }

    [Fact]
    public void Without_an_option_the_server_prints_one_line_at_the_start_and_one_at_the_end()
    {
        using PollechoServer server = PollechoServer.Start("--wait", "sleep:5ms");
        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "10", "--interval", "1ms", "--pipeline", "1");
        int bytes = 10 * $"{client.Id} hello".Length;

        string totals = server.Stop();

        Assert.Equal(2, server.Process.Output.Lines.Count);
        Assert.Equal($"pollecho server: listening on 127.0.0.1:{server.Port}, wait sleep:5ms", server.Process.Output.Lines[0]);
        Assert.Matches(
            $@"^pollecho server: stopped after [\d.,]+ (µs|ms|s): accepted 1, in {bytes} B, out {bytes} B, [\d,]+ turns, [\d,]+ empty turns?; "
            + @"[\d,]+ receives and 10 sends, [\d,]+ would-blocks?; naps of [\d.]+ ms on average$",
            totals);
    }

    [Theory]
    [InlineData("20ms")]
    [InlineData("2ms")]
    public void Stats_prints_a_status_line_again_and_again(string interval)
    {
        using PollechoServer server = PollechoServer.Start("--stats", interval);
        using var peer = new SocketPeer(server.Port);
        peer.Send("hello"u8);
        peer.Receive(5);

        server.Process.WaitForLine(StatusLine);
        server.Process.WaitForLine("^rlist 1  wlist 0  accepted 1  in 5 B  out 5 B  ");
        int first = server.Process.Output.Lines.Count;
        server.Process.WaitForLine(StatusLine, first + 2);
    }

    [Fact]
    public void Stats_takes_no_duration_too()
    {
        using PollechoServer server = PollechoServer.Start("--stats");

        server.Process.WaitForLine(StatusLine);
    }

    [Fact]
    public void Other_work_is_done_while_nothing_is_ready_and_counted()
    {
        using PollechoServer server = PollechoServer.Start("--other-work", "--wait", "spin", "--stats", "20ms");
        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "10", "--interval", "1ms");
        Expect.VerifiedReplies(client, 10);

        server.Process.WaitForLine("  other work [1-9][0-9,]*$");

        Match totals = Regex.Match(server.Stop(), "turns, (?<empty>[0-9,]+) empty turns?; .*; (?<units>[1-9][0-9,]*) units of other work");
        Assert.True(totals.Success, $"{server.Process}");
        Assert.Equal(totals.Groups["empty"].Value, totals.Groups["units"].Value);
    }

    [Fact]
    public void A_blocking_strategy_leaves_next_to_no_time_for_other_work()
    {
        using PollechoServer server = PollechoServer.Start("--other-work", "--wait", "select");
        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "10", "--interval", "1ms");

        // Readiness is a hint, so now and then a turn may find nothing; a loop that polled would count them by the thousand.
        Match totals = Regex.Match(server.Stop(), ", (?<empty>[0-9]+) empty turns?");
        Assert.True(totals.Success && int.Parse(totals.Groups["empty"].ValueSpan, CultureInfo.InvariantCulture) < 30, $"{server.Process}");
    }
}

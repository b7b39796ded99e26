using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>On a terminal: one live status line, and none of it where it is not wanted.</summary>
public sealed class TerminalTests
{
    private const char EscapeCode = '\x1b';

    [Fact]
    public void A_live_status_line_shows_how_the_server_is_doing()
    {
        int port = FreePort.Next();
        using Terminal terminal = Terminal.Start("xterm", null, "server", "--port", $"{port}");
        terminal.WaitForText($"listening on 127.0.0.1:{port}");
        terminal.WaitForText("\r\x1b[Krlist 0  wlist 0  accepted 0  ");

        using (var peer = new SocketPeer(port))
        {
            peer.Send("hello"u8);
            peer.Receive(5);
            terminal.WaitForText("\r\x1b[Krlist 1  wlist 0  accepted 1  in 5 B  out 5 B  ");
        }

        terminal.PressCtrlC();

        Assert.Equal(0, terminal.WaitForExit());
        Assert.Contains("pollecho server: stopped after ", terminal.Screen.Lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dumb", null)]
    [InlineData("xterm", "1")]
    public void A_terminal_that_wants_no_control_codes_gets_none_from_the_server(string term, string? noColor)
    {
        int port = FreePort.Next();
        using Terminal terminal = Terminal.Start(term, noColor, "server", "--port", $"{port}");
        terminal.WaitForText($"listening on 127.0.0.1:{port}");

        // It takes long enough for a live line to be shown, if there were one.
        using Pollecho client = Pollecho.RunClient(port, "--count", "5");
        Expect.VerifiedReplies(client, 5);
        terminal.PressCtrlC();

        Assert.Equal(0, terminal.WaitForExit());
        Assert.DoesNotContain(EscapeCode, terminal.Screen.Text);
        Assert.Contains("pollecho server: stopped after ", terminal.Screen.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dumb", null)]
    [InlineData("xterm", "1")]
    public void A_terminal_that_wants_no_control_codes_gets_none_from_the_client(string term, string? noColor)
    {
        using PollechoServer server = PollechoServer.Start();
        using Terminal terminal = Terminal.Start(term, noColor, "client", $"127.0.0.1:{server.Port}");
        terminal.WaitForText("seq=3 ");
        terminal.PressCtrlC();

        Assert.Equal(0, terminal.WaitForExit());
        Assert.DoesNotContain(EscapeCode, terminal.Screen.Text);
        Assert.Contains(" 0 wrong, 0 lost", terminal.Screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_longer_than_can_be_counted_shows_its_progress()
    {
        using PollechoServer server = PollechoServer.Start();
        using Terminal terminal = Terminal.Start("xterm", null, "client", $"127.0.0.1:{server.Port}", "--rate", "1", "--count", "1000000000M");
        terminal.WaitForText(" s left  ");
        terminal.PressCtrlC();

        Assert.Equal(0, terminal.WaitForExit());
    }

    [Theory]
    [InlineData("server --port 0")]
    [InlineData("client -d 1h 127.0.0.1:")]
    public void A_terminal_that_goes_away_leaves_no_crash(string arguments)
    {
        using PollechoServer server = PollechoServer.Start();
        string note = Path.GetTempFileName();
        try
        {
            using Terminal terminal = Terminal.StartNoting(note, arguments.EndsWith(':') ? $"{arguments}{server.Port}" : arguments);
            terminal.WaitForText("\r\x1b[K");

            terminal.GoAway();

            // What it has to say cannot be written any more: a failure, and no crash (134).
            Assert.True(SpinWait.SpinUntil(() => File.ReadAllText(note).EndsWith('\n'), Patience.Limit), "It does not end.");
            Assert.Equal("1\n", File.ReadAllText(note));
        }
        finally
        {
            File.Delete(note);
        }
    }
}

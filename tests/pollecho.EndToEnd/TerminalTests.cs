using System.Globalization;
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
        terminal.WaitForText("\rrlist 0  wlist 0  accepted 0  ");

        using (var peer = new SocketPeer(port))
        {
            peer.Send("hello"u8);
            peer.Receive(5);
            terminal.WaitForText("\rrlist 1  wlist 0  accepted 1  in 5 B  out 5 B  ");
        }

        terminal.PressCtrlC();

        Assert.Equal(0, terminal.WaitForExit());
        Assert.Contains("pollecho server: stopped after ", terminal.Screen.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_that_wants_no_control_codes_gets_none_from_the_server()
    {
        int port = FreePort.Next();
        using Terminal terminal = Terminal.Start("dumb", null, "server", "--port", $"{port}");
        terminal.WaitForText($"listening on 127.0.0.1:{port}");

        // It takes long enough for a live line to be shown, if there were one.
        using Pollecho client = Pollecho.RunClient(port, "--count", "5");
        Expect.VerifiedReplies(client, 5);
        terminal.PressCtrlC();

        Assert.Equal(0, terminal.WaitForExit());
        Assert.DoesNotContain(EscapeCode, terminal.Screen.Text);
        Assert.Contains("pollecho server: stopped after ", terminal.Screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_that_wants_no_control_codes_gets_none_from_the_client()
    {
        using PollechoServer server = PollechoServer.Start();
        using Terminal terminal = Terminal.Start("dumb", null, "client", $"127.0.0.1:{server.Port}");
        terminal.WaitForText("seq=3 ");
        terminal.PressCtrlC();

        Assert.Equal(0, terminal.WaitForExit());
        Assert.DoesNotContain(EscapeCode, terminal.Screen.Text);
        Assert.Contains(" 0 wrong, 0 lost", terminal.Screen.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-i 1h", "seq=1 ", "1 sent, 1 answered")]
    [InlineData("-i 1h --json", "\"seq\":1,", "{\"pollecho\":")]
    public void What_the_client_prints_after_Ctrl_C_begins_a_line(string options, string reply, string summary)
    {
        using PollechoServer server = PollechoServer.Start();
        using Terminal terminal = Terminal.Start("dumb", null, ["client", $"127.0.0.1:{server.Port}", .. options.Split(' ')]);
        terminal.WaitForText(reply);
        terminal.PressCtrlC();

        Assert.Equal(0, terminal.WaitForExit());
        Assert.Contains($"^C\r\n{summary}", terminal.Screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_that_wants_no_colours_gets_none_and_sees_the_progress()
    {
        using PollechoServer server = PollechoServer.Start();
        using Terminal terminal = Terminal.Start("xterm", "1", "client", $"127.0.0.1:{server.Port}", "-c", "2", "--duration", "1h");
        terminal.WaitForText(" s left  ");
        terminal.PressCtrlC();

        Assert.Equal(0, terminal.WaitForExit());

        // ECMA-48 SGR.
        Assert.DoesNotMatch("\\x1b\\[[0-9;]*m", terminal.Screen.Text);
    }

    [Fact]
    public void A_window_that_is_made_narrower_keeps_no_piece_of_the_status_line()
    {
        using PollechoServer server = PollechoServer.Start();

        // On a screen that is full, as it mostly is: tmux moves the lines of an emptier one about by itself.
        using var window = new TmuxWindow("sh", "-c", "seq 30; exec \"$0\" \"$@\"", PollechoBinary.Path, "client", $"127.0.0.1:{server.Port}", "-c", "2", "--duration", "1h");
        window.WaitFor(lines => lines is [.., var last] && last.Contains(" s left  ", StringComparison.Ordinal));

        foreach (int width in (int[])[60, 30, 80, 25])
        {
            window.Resize(width);
        }

        // What the run does, and how it is getting on.
        window.WaitFor(lines => lines is [.., var last] && last.EndsWith(" s left", StringComparison.Ordinal));
        Assert.Equal(2, window.Lines.Length - 30);
    }

    [Theory]
    [InlineData("compare --quick --runs 1 --strategies select,blocking,async --connections 4 --idle-connections 20", "4. ")]
    [InlineData("client -d 100ms -c 2 -q 1000 127.0.0.1:{0}", "p99.9")]
    [InlineData("client --count 2 -s 8 -i 1ms 127.0.0.1:{0}", "rtt min")]
    [InlineData("server --port 0", "pollecho server: stopped after")]
    public void On_a_narrow_terminal_no_line_is_folded(string arguments, string last)
    {
        PollechoBinary.SkipUnlessItStartsItself();
        using PollechoServer server = PollechoServer.Start();
        string[] words = string.Format(CultureInfo.InvariantCulture, arguments, server.Port).Split(' ');

        // The window goes with its program, and what ends a server is a signal.
        const string Script = "if [ $1 = server ]; then timeout --foreground -s INT 1 \"$0\" \"$@\"; else \"$0\" \"$@\"; fi; echo THE END; read line";
        using var window = new TmuxWindow(40, ["sh", "-c", Script, PollechoBinary.Path, .. words]);
        window.WaitFor(lines => lines.Contains("THE END"));

        Assert.Contains(window.Lines, line => line.StartsWith(last, StringComparison.Ordinal));
        Assert.All(window.Lines, line => Assert.InRange(line.Length, 0, 40));
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
    [InlineData("client -c 2 -d 1h 127.0.0.1:")]
    public void A_terminal_that_goes_away_leaves_no_crash(string arguments)
    {
        using PollechoServer server = PollechoServer.Start();
        string note = Path.GetTempFileName();
        try
        {
            using Terminal terminal = Terminal.StartNoting(note, arguments.EndsWith(':') ? $"{arguments}{server.Port}" : arguments);
            terminal.WaitForText("\x1b[J\r");

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

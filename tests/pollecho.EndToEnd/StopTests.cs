using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>How server and client end: by Ctrl+C, by SIGTERM, and by a port that is taken.</summary>
public sealed class StopTests
{
    /// <summary>What Windows ends a process with that leaves Ctrl+C to the system.</summary>
    private const int STATUS_CONTROL_C_EXIT = unchecked((int)0xC000013A);

    /// <summary>Every strategy with each of the two signals.</summary>
    public static TheoryData<string, int> StrategiesAndSignals
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string strategy in Strategies.All)
            {
                cases.Add(strategy, Signals.SIGINT);
                cases.Add(strategy, Signals.SIGTERM);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(StrategiesAndSignals))]
    public void A_signal_ends_an_idle_server_with_its_totals(string wait, int signal)
    {
        using PollechoServer server = PollechoServer.Start("--wait", wait);

        Send(server.Process, signal);

        Assert.Matches(@"^pollecho server: stopped after [\d.,]+ (µs|ms|s): accepted 0, in 0 B, out 0 B, [\d,]+ turns?, ", server.Stopped());
        Assert.Equal(2, server.Process.Output.Lines.Count);
    }

    [Theory]
    [MemberData(nameof(StrategiesAndSignals))]
    public void A_signal_ends_a_server_with_open_connections_and_they_see_the_end(string wait, int signal)
    {
        using PollechoServer server = PollechoServer.Start("--wait", wait);
        using var first = new SocketPeer(server.Port);
        using var second = new SocketPeer(server.Port);
        foreach (SocketPeer peer in new[] { first, second })
        {
            peer.Send("hello"u8);
            Assert.Equal("HELLO"u8, peer.Receive(5));
        }

        Send(server.Process, signal);

        Assert.Matches(@"^pollecho server: stopped after [\d.,]+ (µs|ms|s): accepted 2, in 10 B, out 10 B, [\d,]+ turns, ", server.Stopped());
        Assert.Empty(first.ReceiveToEnd());
        Assert.Empty(second.ReceiveToEnd());
    }

    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void A_signal_ends_a_server_whose_peer_does_not_read_when_the_time_is_up(string wait)
    {
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--stats", "20ms", "--drain", "100ms");
        using var stuck = new SocketPeer(server.Port);
        stuck.BeginToSendAll(Payload.Random(10 << 20));
        server.Process.WaitForLine("^rlist 0  wlist 1  ");

        Assert.EndsWith("; 1 cut off at the stop", server.Stop(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_signal_ends_the_server_at_once()
    {
        using PollechoServer server = PollechoServer.Start("--stats", "20ms", "--drain", "1h");
        using var stuck = new SocketPeer(server.Port);
        stuck.BeginToSendAll(Payload.Random(10 << 20));
        server.Process.WaitForLine("^rlist 0  wlist 1  ");
        server.Process.Terminate();

        // It has heard the first one when it listens no more. Signals close together count as one.
        Assert.True(SpinWait.SpinUntil(() => !SocketPeer.CanConnect(server.Port), Patience.Limit));
        Thread.Sleep(300);
        server.Process.Terminate();

        server.Process.WaitForExit();
        Assert.Equal(OperatingSystem.IsWindows() ? STATUS_CONTROL_C_EXIT : 128 + Signals.SIGTERM, server.Process.ExitCode);
        Assert.DoesNotContain(server.Process.Output.Lines, line => line.Contains("stopped after", StringComparison.Ordinal));
    }

    [Fact]
    public void A_terminal_that_goes_away_ends_a_server_with_its_totals()
    {
        using PollechoServer server = PollechoServer.Start();

        server.Process.Hangup();

        Assert.Contains("stopped after", server.Stopped(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Signals.SIGINT)]
    [InlineData(Signals.SIGTERM)]
    public void A_signal_ends_an_endless_client_with_its_summary(int signal)
    {
        using PollechoServer server = PollechoServer.Start();
        using Pollecho client = Pollecho.Start("client", $"127.0.0.1:{server.Port}");
        client.WaitForLine("^seq=3 ");

        Send(client, signal);

        client.WaitForExit();
        Expect.VerifiedReplies(client, client.Output.Lines.Count(line => line.StartsWith("seq=", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Signals.SIGINT)]
    [InlineData(Signals.SIGTERM)]
    public void A_signal_ends_a_client_that_never_pauses_and_the_message_under_way_is_no_failure(int signal)
    {
        using PollechoServer server = PollechoServer.Start();
        using Pollecho client = Pollecho.Start("client", $"127.0.0.1:{server.Port}", "--interval", "0");
        client.WaitForLine("^seq=100 ");

        Send(client, signal);

        client.WaitForExit();
        Assert.True(client.ExitCode == 0 && client.Errors.Text.Length == 0, $"It ended with {client.ExitCode}. {client}");
        Expect.Summary(client, "^[1-9][0-9,]* sent, [1-9][0-9,]* answered, 0 wrong, ");
    }

    [Fact]
    public void A_second_server_on_the_port_says_whose_it_is_and_what_to_do()
    {
        using PollechoServer first = PollechoServer.Start();

        using Pollecho second = Pollecho.Run("server", "--port", $"{first.Port}");

        Expect.OneErrorLine(second, 1, $"127.0.0.1:{first.Port}", "address already in use", "--port 0");
        Assert.Equal("", second.Output.Text);
        using Pollecho client = Pollecho.RunClient(first.Port, "--count", "1");
        Expect.VerifiedReplies(client, 1);
    }

    [Fact]
    public void A_server_can_be_started_again_right_after_one_with_connections_was_stopped()
    {
        int port = FreePort.Next();
        using (PollechoServer first = PollechoServer.StartOn(port))
        {
            using var peer = new SocketPeer(port);
            peer.Send("hello"u8);
            Assert.Equal("HELLO"u8, peer.Receive(5));
            first.Stop();
        }

        using PollechoServer second = PollechoServer.StartOn(port);
        using Pollecho client = Pollecho.RunClient(port, "--count", "3", "--interval", "1ms");
        Expect.VerifiedReplies(client, 3);
    }

    private static void Send(Pollecho process, int signal)
    {
        if (signal == Signals.SIGINT)
        {
            process.Interrupt();
        }
        else
        {
            process.Terminate();
        }
    }
}

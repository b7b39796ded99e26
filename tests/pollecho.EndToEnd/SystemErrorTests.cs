using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>What the system does to a server now and then: accepts that fail, memory that is short, peers that are gone.</summary>
public sealed class SystemErrorTests
{
    [Theory]
    [InlineData("EPERM", "permission denied", "security modules", @"[2-9]\d|\d{3,}")]
    [InlineData("EMFILE", "out of file handles", "ulimit -n", @"[2-9]\d|\d{3,}")]
    [InlineData("ENOMEM", "out of socket buffers", "memory", @"[2-9]\d|\d{3,}")]
    [InlineData("ENOBUFS", "out of socket buffers", "memory", @"[2-9]\d|\d{3,}")]
    [InlineData("ECONNABORTED", "connection aborted", "until a retry succeeds", @"[3-9]\d\d|\d{4,}")]
    [InlineData("EPROTO", "connection aborted", "until a retry succeeds", @"[3-9]\d\d|\d{4,}")]
    public void Accepts_that_fail_again_and_again_are_explained_and_put_off(string error, string reason, string advice, string failures)
    {
        using ChildProcess server = StartTraced($"error={error}", out CapturedOutput output, out CapturedOutput errors, out int port, "--stats", "20ms");
        using var peer = new SocketPeer(port);

        // Sixteen in a row, then ten a second; or 256, and as many again each time: a loop that asked all the time would
        // have thousands of turns by then.
        Match? line = output.WaitForLine($"^.*\"accept_(failed|put_off)\":({failures}).*$");
        Assert.NotNull(line);
        JsonElement totals = JsonDocument.Parse(line.Value).RootElement;
        Assert.InRange(totals.GetProperty("turns").GetInt32(), 20, 1000);
        string notice = Assert.Single(errors.Lines);
        Assert.StartsWith($"pollecho server: cannot accept now: {reason}; ", notice, StringComparison.Ordinal);
        Assert.Contains(advice, notice, StringComparison.Ordinal);

        server.Signal(Signals.SIGTERM);
        Assert.True(server.WaitForExit() && server.Process.ExitCode == 0, "It does not end well.");
    }

    [Fact]
    public void Connections_that_were_reset_before_they_were_accepted_hold_up_nobody()
    {
        const int Reset = 250;
        using ChildProcess server = StartTraced($"error=ECONNABORTED:when=1..{Reset}", out CapturedOutput output, out CapturedOutput errors, out int port);

        using (var peer = new SocketPeer(port))
        {
            peer.Send("x"u8);
            Assert.Equal("X"u8, peer.Receive(1));
        }

        server.Signal(Signals.SIGTERM);
        Assert.True(server.WaitForExit() && server.Process.ExitCode == 0, "It does not end well.");
        Assert.Equal("", errors.Text);
        Assert.NotNull(output.WaitForLine($"\"accept_failed\":{Reset}\\b"));
    }

    [Theory]
    [InlineData("60s", "02")]
    [InlineData("off", "00")]
    public void Connections_are_kept_alive_unless_that_is_not_wanted(string keepAlive, string timer)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads the kernel's account of its sockets");
        using PollechoServer server = PollechoServer.Start("--keepalive", keepAlive);
        using var peer = new SocketPeer(server.Port);
        peer.Send("x"u8);
        peer.Receive(1);

        // https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt: the fields are local_address, rem_address,
        // st (01 established), queues and the timer: 02 is that of keep-alive. Another runs until the reply is acknowledged.
        Assert.True(SpinWait.SpinUntil(
            () => File.ReadLines("/proc/net/tcp").Any(line => Regex.IsMatch(line, $":\\s+0100007F:{server.Port:X4}\\s+\\S+\\s+01\\s+\\S+\\s+{timer}:")),
            Patience.Limit));
    }

    [Fact]
    public void A_limit_of_memory_is_kept_whatever_peers_do_not_read()
    {
        PollechoBinary.SkipIfEmulated();
        ProcessUse.Required();
        const int Stuck = 600;
        using PollechoServer server = PollechoServer.StartAfter(
            "export DOTNET_GCHeapHardLimit=1800000", "--json", "--stats", "20ms", "--send-timeout", "2s");
        using var good = new SocketPeer(server.Port);
        good.Send("x"u8);
        Assert.Equal("X"u8, good.Receive(1));
        using (var crowd = new Crowd(server.Port, Stuck))
        {
            crowd.FillUntil(() => server.Process.Output.Lines[^1].Contains("\"read_put_off\":", StringComparison.Ordinal));

            // A quarter of 25 MB for their replies, and some for themselves.
            Assert.InRange(ProcessUse.Memory(server.Process.Id), 0, 25_000_000);

            // And more, as the systems may have had room yet for all that had been put off.
            crowd.FillUntil(() => server.Process.Output.Lines[^1].Contains("\"send_timeout\":", StringComparison.Ordinal));
        }

        server.Process.WaitForLine("\"rlist\":1,\"wlist\":0,", after: server.Process.Output.Lines.Count);
        good.Send("x"u8);
        Assert.Equal("X"u8, good.Receive(1));
        server.Stop();
    }

    [Theory]
    [InlineData("epoll", 1)]
    [InlineData("select", 1)]
    [InlineData("spin", 1)]
    [InlineData("epoll", 2)]
    public void Memory_goes_back_when_a_crowd_has_gone(string wait, int threads)
    {
        ProcessUse.Required();
        const int Peers = 3_000;
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--threads", $"{threads}", "--json", "--stats", "20ms");
        long Crowded()
        {
            using var crowd = new Crowd(server.Port, Peers);
            server.Process.WaitForLine($"\"rlist\":{Peers},", after: server.Process.Output.Lines.Count);
            return ProcessUse.Memory(server.Process.Id);
        }

        // The first finds the size of what stays: code, tables, the collector's own.
        Crowded();
        server.Process.WaitForLine("\"rlist\":0,", after: server.Process.Output.Lines.Count);
        long before = ProcessUse.Memory(server.Process.Id);
        long with = Crowded();

        // It is given back when the loop has time, which is soon.
        Assert.True(
            SpinWait.SpinUntil(() => ProcessUse.Memory(server.Process.Id) <= Math.Max(before, with - 1_000_000), Patience.Limit),
            $"{ProcessUse.Memory(server.Process.Id)} bytes after {with} with the crowd and {before} before it");
    }

    /// <summary>Starts a server of which strace lets accepts fail.</summary>
    private static ChildProcess StartTraced(string fault, out CapturedOutput output, out CapturedOutput errors, out int port, params string[] options)
    {
        // With -D the server is this test's child, and strace the one beside it.
        Assert.SkipUnless(OperatingSystem.IsLinux() && Tool.IsInstalled("strace"), "needs strace");
        var server = ChildProcess.Start(
            "strace",
            ["-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=accept4", "-e", $"inject=accept4:{fault}", PollechoBinary.Path,
                "server", "--port", "0", "--wait", "select", "--json", .. options]);
        output = new CapturedOutput(server.Process.StandardOutput);
        errors = new CapturedOutput(server.Process.StandardError);
        Match? listening = output.WaitForLine("\"listening\",\"address\":\"\\S+:(\\d+)\"");
        Assert.SkipWhen(listening is null && errors.Text.Contains("ptrace", StringComparison.Ordinal), "strace may not trace here");
        Assert.True(listening is not null, errors.Text);
        port = int.Parse(listening.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        return server;
    }
}

using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>Who is cut off sees it, and the system keeps nothing of it; who takes its reply, however slowly, is not cut off.</summary>
public sealed class CutOffTests
{
    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void A_peer_that_takes_nothing_for_too_long_sees_a_reset_and_nothing_is_left_of_it(string wait)
    {
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--send-timeout", "200ms", "--json", "--stats", "20ms");
        using var peer = new SocketPeer(server.Port);
        Thread sender = peer.BeginToSendAll(Payload.Random(10 << 20));
        server.Process.WaitForLine("\"errors\":{\"send_timeout\":1}");

        AssertReset(peer, sender);
        Assert.Empty(ConnectionsOf(server.Port));
        server.Stop();
    }

    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void A_peer_that_takes_nothing_until_the_end_of_a_stop_sees_a_reset_and_nothing_is_left_of_it(string wait)
    {
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--drain", "100ms", "--json", "--stats", "20ms");
        using var peer = new SocketPeer(server.Port);
        Thread sender = peer.BeginToSendAll(Payload.Random(10 << 20));
        server.Process.WaitForLine("\"rlist\":0,\"wlist\":1,");

        Assert.Contains("\"errors\":{\"cut_off\":1}", server.Stop(), StringComparison.Ordinal);

        AssertReset(peer, sender);
        Assert.Empty(ConnectionsOf(server.Port));
    }

    [Fact]
    public void A_peer_that_sends_nothing_and_takes_nothing_of_what_the_system_holds_sees_a_reset()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux is known to report what its send queue holds");
        using PollechoServer server = PollechoServer.Start("--idle-timeout", "100ms", "--send-timeout", "200ms", "--json", "--stats", "20ms");
        using var peer = new SocketPeer(server.Port, receiveBuffer: 4096);
        peer.Send(Payload.Random(100_000));

        server.Process.WaitForLine("\"rlist\":0,\"wlist\":0,.*\"errors\":{\"send_timeout\":1}");

        Assert.True(peer.ReceiveToEndOrReset().Reset);
        server.Stop();
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("200ms")]
    public void A_peer_that_takes_nothing_of_what_the_system_holds_sees_a_reset_after_a_stop_however_short(string drain)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux is known to report what its send queue holds");
        using PollechoServer server = PollechoServer.Start("--drain", drain, "--json", "--stats", "20ms");
        using var peer = new SocketPeer(server.Port, receiveBuffer: 4096);
        peer.Send(Payload.Random(300_000));
        server.Process.WaitForLine("\"rlist\":1,\"wlist\":0,.*\"out_bytes\":300000,");

        Assert.Contains("\"errors\":{\"cut_off\":1}", server.Stop(), StringComparison.Ordinal);

        Assert.True(peer.ReceiveToEndOrReset().Reset);
        Assert.Empty(ConnectionsOf(server.Port));
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("spin")]
    [InlineData("adaptive")]
    public void A_peer_that_reads_slowly_all_the_time_is_not_cut_off(string wait)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux is known to report what its send queue holds");
        TimeSpan timeout = TimeSpan.FromSeconds(1);
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--send-timeout", "1s", "--json", "--stats", "20ms");
        using var peer = new SocketPeer(server.Port, receiveBuffer: 4096);
        peer.BeginToSendAll(Payload.Random(20 << 20));
        server.Process.WaitForLine("\"rlist\":0,\"wlist\":1,");

        // So slowly that the socket does not become writable, which takes a third of the system's buffer, for four times the limit.
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < timeout * 4;)
        {
            long before = Stopwatch.GetTimestamp();
            peer.Receive(1_000);
            Thread.Sleep(20);
            Assert.SkipWhen(Stopwatch.GetElapsedTime(before) > timeout / 4, "the machine is too busy to read in time");
        }

        Assert.Contains("\"wlist\":1,", server.Process.Output.Lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(server.Process.Output.Lines, line => line.Contains("send_timeout", StringComparison.Ordinal));
    }

    private static void AssertReset(SocketPeer peer, Thread sender)
    {
        // The system reports it once: to whoever asks first.
        (byte[] _, bool reset) = peer.ReceiveToEndOrReset();
        Assert.True(sender.Join(Patience.Limit));
        Assert.True(reset || peer.SendBroke, "The peer sees an end as if it had everything.");
    }

    /// <summary>The server's side of connections that the system holds: https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt.</summary>
    private static string[] ConnectionsOf(int port)
    {
        const string Listening = "0A";
        const string TimeWait = "06";
        return !OperatingSystem.IsLinux() ? [] :
        [
            .. File.ReadLines("/proc/net/tcp").Skip(1).Where(line =>
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return int.Parse(fields[1].AsSpan(fields[1].IndexOf(':', StringComparison.Ordinal) + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture) == port
                    && fields[3] is not (Listening or TimeWait);
            }),
        ];
    }
}

using System.Diagnostics;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A server that is kept from running for a while (SIGSTOP, as by a debugger, or a machine that sleeps): what came meanwhile counts.</summary>
public sealed class StoppedProcessTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void Peers_that_sent_while_the_server_was_stopped_are_not_idle(string wait)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");

        // More than one call of the system reports, if it is asked as before.
        const int Peers = 1_500;
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--idle-timeout", "1s", "--json");
        long start = Stopwatch.GetTimestamp();
        SocketPeer[] peers = [.. Enumerable.Range(0, Peers).Select(_ => new SocketPeer(server.Port))];

        Signals.Send(server.Process.Id, Signals.SIGSTOP);
        Assert.SkipWhen(Stopwatch.GetElapsedTime(start) > Timeout / 2, "the machine is too busy for so many to connect in time");
        Array.ForEach(peers, peer => peer.Send("hello"u8));
        Thread.Sleep(Timeout * 1.5);
        Signals.Send(server.Process.Id, Signals.SIGCONT);

        // The whole reply, and after another while without a word the end.
        int answered = peers.Count(peer => peer.ReceiveToEndOrReset() is { Reset: false } reply && reply.Bytes.AsSpan().SequenceEqual("HELLO"u8));
        Array.ForEach(peers, peer => peer.Dispose());

        Assert.Equal(Peers, answered);
        Assert.Contains($"\"errors\":{{\"idle_timeout\":{Peers}}}", server.Stop(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void A_peer_that_took_its_reply_while_the_server_was_stopped_is_not_cut_off(string wait)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--send-timeout", "1s", "--json", "--stats", "20ms");

        // With a small buffer, so that its system asks for more when it has taken a part of that.
        using var peer = new SocketPeer(server.Port, receiveBuffer: 64 * 1024);
        byte[] sent = Payload.Random(10 << 20);
        Thread sender = peer.BeginToSendAll(sent);
        server.Process.WaitForLine("\"rlist\":0,\"wlist\":1,");

        Signals.Send(server.Process.Id, Signals.SIGSTOP);
        byte[] first = peer.Receive(500_000);
        Thread.Sleep(Timeout * 1.5);
        Signals.Send(server.Process.Id, Signals.SIGCONT);
        byte[] rest = peer.ReceiveToEnd();

        Assert.True(sender.Join(Patience.Limit));
        Assert.Equal(Payload.Upper(sent), (byte[])[.. first, .. rest]);
        Assert.Contains("\"errors\":{}", server.Stop(), StringComparison.Ordinal);
    }
}

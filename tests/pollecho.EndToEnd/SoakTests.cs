using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>A server under load, with connections that come and go, for as long as is asked for: it holds no more at the end than near the beginning.</summary>
[Trait(Soak.Trait, "yes")]
public sealed class SoakTests(ITestOutputHelper output)
{
    private const long Slack = 1 << 20;

    [Theory(Explicit = true), MemberData(nameof(Strategies.Plain), MemberType = typeof(Strategies))]
    public void Memory_and_handles_stay_as_they_are(string wait)
    {
        ProcessUse.Required();
        using PollechoServer server = PollechoServer.Start("--wait", wait, "--idle-timeout", "1m", "--stats", "1s");

        // The first minute is for the heap to find its size, which took some 50,000 connections where it was measured.
        Load(server, TimeSpan.FromMinutes(1));
        (int handles, long memory) = (ProcessUse.Handles(server.Process.Id), ProcessUse.Memory(server.Process.Id));
        Load(server, Soak.Duration);
        (int handlesAtEnd, long memoryAtEnd) = (ProcessUse.Handles(server.Process.Id), ProcessUse.Memory(server.Process.Id));

        long more = memoryAtEnd - memory;
        output.WriteLine($"{wait}: memory {more:N0} bytes more of {memory:N0}, {handles} handles; {server.Stop()}");
        Assert.Equal(handles, handlesAtEnd);
        Assert.InRange(more, long.MinValue, Slack);
    }

    /// <summary>A client that works, beside connections that come, leave a part of their replies unread, and go.</summary>
    private static void Load(PollechoServer server, TimeSpan duration)
    {
        using Pollecho client = Pollecho.Start(
            "client", $"127.0.0.1:{server.Port}", "--connections", "20", "--duration", $"{(int)duration.TotalMilliseconds}ms");
        byte[] bytes = Payload.Random(100_000);
        long end = Environment.TickCount64 + (long)duration.TotalMilliseconds;
        for (int i = 0; Environment.TickCount64 < end; i++)
        {
            using var peer = new SocketPeer(server.Port);
            peer.Send(bytes.AsSpan(0, i * 977 % bytes.Length));
            peer.Receive(Math.Min(i * 977 % bytes.Length, 10));
            if (i % 2 == 0)
            {
                peer.Reset();
            }
        }

        client.WaitForExit();
        Assert.True(client.ExitCode == 0, $"{client}");
        server.Process.WaitForLine("^rlist 0  wlist 0  ", after: server.Process.Output.Lines.Count);
    }
}

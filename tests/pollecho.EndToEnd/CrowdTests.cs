using System.Globalization;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>Crowds that mean no good, while others work: the work goes on, and no more memory goes than the bounds allow.</summary>
[Trait(Soak.Trait, "yes")]
public sealed class CrowdTests(ITestOutputHelper output)
{
    private const int Workers = 50;

    /// <summary>What these send in the short run: counted, not timed.</summary>
    private const int Messages = 5_000;

    /// <summary>What a peer may cost besides its buffer: the connection's own objects, and the room that a heap leaves.</summary>
    private const long BytesAPeer = 4 * 1024;

    /// <summary>What a server may grow by with any load.</summary>
    private const long BytesAServer = 8 << 20;

    /// <summary>What a heap holds of garbage before it is collected.</summary>
    private const long BytesOfGarbage = 32 << 20;

    [Theory]
    [InlineData("adaptive")]
    [InlineData("epoll")]
    [InlineData("select")]
    public void Peers_that_never_read_hold_up_nobody(string wait)
    {
        int crowd = Soak.Scale(100, 500);
        const int Buffer = 64 * 1024;
        using PollechoServer server = Start(wait);
        string lists = $"rlist 0  wlist {crowd:N0}  ";
        Compare(server, wait, $"{crowd} peers that never read", crowd * (Buffer + BytesAPeer), lists, () =>
        {
            var stuck = new Crowd(server.Port, crowd);
            stuck.FillUntil(() => server.Process.Output.Lines[^1].StartsWith(lists, StringComparison.Ordinal));
            return stuck;
        });
    }

    [Theory]
    [InlineData("adaptive")]
    [InlineData("epoll")]
    public void Peers_that_send_a_byte_now_and_then_hold_up_nobody(string wait)
    {
        int crowd = Soak.Scale(500, 5_000);
        using PollechoServer server = Start(wait);
        string lists = $"rlist {crowd:N0}  wlist 0  ";
        Compare(server, wait, $"{crowd} peers of a byte now and then", crowd * BytesAPeer, lists, () =>
        {
            var slow = new Crowd(server.Port, crowd);
            server.Process.WaitForLine($"^{lists}", after: server.Process.Output.Lines.Count);
            slow.BeginToSendBytes(everyMilliseconds: 1);
            return slow;
        });
    }

    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void A_flood_of_connects_and_resets_leaves_nothing_behind(string wait)
    {
        int flood = Soak.Scale(2_000, 100_000);
        using PollechoServer server = Start(wait);

        // So that the heap has found its size, which takes some 50,000 connections.
        Flood(server.Port, Soak.Scale(500, 50_000));
        server.Process.WaitForLine("^rlist 0  wlist 0  ", after: server.Process.Output.Lines.Count);
        int handles = ProcessUse.Handles(server.Process.Id);
        long memory = ProcessUse.Memory(server.Process.Id);

        Flood(server.Port, flood);
        server.Process.WaitForLine("^rlist 0  wlist 0  ", after: server.Process.Output.Lines.Count);
        using Pollecho client = Pollecho.RunClient(server.Port, "--count", "10", "--interval", "1ms");

        Expect.VerifiedReplies(client, 10);
        output.WriteLine($"{wait}: {flood} resets, memory {ProcessUse.Memory(server.Process.Id) - memory:N0} bytes more, then {client.Output.Lines[^1]}");
        Assert.InRange(ProcessUse.Memory(server.Process.Id) - memory, long.MinValue, BytesAServer);
        Assert.True(SpinWait.SpinUntil(() => ProcessUse.Handles(server.Process.Id) <= handles, Patience.Limit), "handles are left over");
    }

    private static PollechoServer Start(string wait)
    {
        ProcessUse.Required();
        return PollechoServer.Start("--wait", wait, "--stats", "20ms", "--send-timeout", "10m");
    }

    /// <summary>What the workers get done: messages answered in a while, or in the short run all of so many.</summary>
    private static long Work(PollechoServer server)
    {
        string[] until = Soak.IsOn ? ["--duration", "2s", "--warmup", "100ms"] : ["--count", $"{Messages}"];
        using Pollecho client = Pollecho.RunClient(server.Port, ["--connections", $"{Workers}", .. until]);
        Assert.True(client.ExitCode == 0, $"{client}");
        string text = Expect.Summary(client, "sent, (?<n>[0-9,]+) answered").Groups["n"].Value;
        long answered = long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.True(Soak.IsOn || answered == Messages, $"{client}");
        return answered;
    }

    private static void Flood(int port, int connections)
    {
        for (int i = 0; i < connections; i++)
        {
            new SocketPeer(port).Reset();
        }
    }

    /// <summary>Sets what the workers get done beside a crowd against what they do alone, in turns, as machines change their speed.</summary>
    /// <param name="server">Who serves both.</param>
    /// <param name="wait">How it waits.</param>
    /// <param name="what">The crowd, in words.</param>
    /// <param name="bytes">The most memory that the crowd may cost.</param>
    /// <param name="lists">How the server's status line begins as long as the whole crowd, and nobody else, is there.</param>
    /// <param name="gather">Brings the crowd.</param>
    private void Compare(PollechoServer server, string wait, string what, long bytes, string lists, Func<Crowd> gather)
    {
        long before = 0, more = 0;
        double[] ratios = new double[Soak.Scale(1, 3)];
        for (int i = 0; i < ratios.Length; i++)
        {
            long alone = Work(server);
            before = i == 0 ? ProcessUse.Memory(server.Process.Id) : before;
            using Crowd crowd = gather();
            long beside = Work(server);
            ratios[i] = (double)beside / alone;

            // The work went on, and not at the crowd's cost: nobody of it was closed, and nothing went wrong.
            server.Process.WaitForLine($"^{lists}.*  empty turns [0-9,]+$", after: server.Process.Output.Lines.Count);

            // Of the first crowd only: beside the next ones there is what the heap has not collected of those before.
            more = i == 0 ? ProcessUse.Memory(server.Process.Id) - before : more;
        }

        Array.Sort(ratios);
        output.WriteLine($"{wait}: {what}: {string.Join(" ", ratios.Select(ratio => $"{ratio:0.00}"))} × the messages, memory {more:N0} bytes more");

        // select makes garbage by the socket in each call, and takes time in proportion to all of them.
        Assert.InRange(more, long.MinValue, BytesAServer + bytes + (wait == "select" ? BytesOfGarbage : 0));

        // How much is lost is a matter of the machine and its other load, so only the long run, on a quiet one, asserts it.
        Assert.True(!Soak.IsOn || wait == "select" || ratios[ratios.Length / 2] >= 0.9, $"{wait}: {what}: {ratios[ratios.Length / 2]} × the messages");
    }
}

using System.Net;
using System.Net.Sockets;
using Pollecho.Tests.Server;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>
/// Peers that do anything in any order, at a server that is stopped now and then, whose log takes no more, and which has
/// little memory: what each gets back is exactly the upper case of what it sent, or a prefix if it reset.
/// </summary>
[Trait(Soak.Trait, "yes")]
public sealed class ScheduleSoakTests(ITestOutputHelper output)
{
    private const int Peers = 4;
    private const int MostSteps = 40;

    [Theory]
    [MemberData(nameof(Strategies.All), MemberType = typeof(Strategies))]
    public void Whatever_peers_do_at_a_server_in_bad_conditions_each_gets_its_own_bytes_back(string wait)
    {
        PollechoBinary.SkipIfEmulated();
        // In all 20,000 over the eight that Linux has.
        int schedules = Soak.Scale(10, 2_500);
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string file = Path.GetTempFileName();
        try
        {
            // A budget of 4 MB for what is not taken, of which two loops with such buffers have one piece at a time.
            using Pollecho server = Pollecho.StartAfter(
                $"export DOTNET_GCHeapHardLimit=1000000 && ulimit -f 4 && exec >'{file}'",
                "server", "--port", "0", "--wait", wait, "--threads", "2", "--stats", "1ms", "--max-buffer", "4MiB", "--idle-timeout", "10s");
            Assert.True(SpinWait.SpinUntil(() => new FileInfo(file).Length >= 1024, Patience.Limit), $"{server}");
            int port = PollechoServer.PortIn(File.ReadLines(file).First());
            for (int i = 0; i < schedules; i++)
            {
                Play(server.Id, port, random);
            }

            // It still runs, and nothing but its log has failed.
            using Pollecho client = Pollecho.RunClient(port, "--count", "10", "--interval", "1ms");
            Expect.VerifiedReplies(client, 10);
            server.Terminate();
            server.WaitForExit();
            Assert.StartsWith("pollecho: cannot write to standard output: ", Assert.Single(server.Errors.Lines), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Play(int server, int port, Random random)
    {
        var peers = new SchedulePeer?[Peers];
        try
        {
            for (int steps = random.Next(1, MostSteps); steps > 0; steps--)
            {
                int number = random.Next(Peers);
                SchedulePeer peer = peers[number] ??= Connect(port, number);
                switch (random.Next(18))
                {
                    case < 6: peer.Send(random.Next(1, 2_000)); break;
                    case < 8: peer.Send(random.Next(1, 200_000)); break;
                    case < 12: peer.Read(random.Next(1, 5_000)); break;
                    case < 14: Thread.Sleep(random.Next(2)); break;
                    case < 15: peer.HalfClose(); break;
                    case < 16: peer.Reset(); break;
                    default: Stop(server, random.Next(1, 5)); break;
                }
            }

            SchedulePeer.FinishAll(peers.OfType<SchedulePeer>());
        }
        finally
        {
            Array.ForEach(peers, peer => peer?.Dispose());
        }
    }

    private static void Stop(int process, int milliseconds)
    {
        Signals.Send(process, Signals.SIGSTOP);
        Thread.Sleep(milliseconds);
        Signals.Send(process, Signals.SIGCONT);
    }

    private static SchedulePeer Connect(int port, int number)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        return new SchedulePeer(socket, number);
    }
}

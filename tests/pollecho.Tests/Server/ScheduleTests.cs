using CsCheck;
using Pollecho.Server;

namespace Pollecho.Tests.Server;

/// <summary>
/// Peers that do anything in any order: what each gets back is exactly the upper case of what it sent, or a prefix
/// if it reset, and the server forgets them all. A failure shows the seed to try again with (CsCheck_Seed).
/// </summary>
public class ScheduleTests
{
    private const int Peers = 4;
    private const int LongestPiece = 200_000;

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (6, Gen.Select(Gen.Int[0, Peers - 1], Gen.Int[1, 2_000], (peer, size) => new Step(Do.Send, peer, size))),
        (2, Gen.Select(Gen.Int[0, Peers - 1], Gen.Int[1, LongestPiece], (peer, size) => new Step(Do.Send, peer, size))),
        (4, Gen.Select(Gen.Int[0, Peers - 1], Gen.Int[1, 5_000], (peer, size) => new Step(Do.Read, peer, size))),
        (2, Gen.Int[0, 1].Select(milliseconds => new Step(Do.Pause, 0, milliseconds))),
        (1, Gen.Int[0, Peers - 1].Select(peer => new Step(Do.HalfClose, peer, 0))),
        (1, Gen.Int[0, Peers - 1].Select(peer => new Step(Do.Reset, peer, 0))));

    private enum Do
    {
        Send,
        Read,
        Pause,
        HalfClose,
        Reset,
    }

    public static TheoryData<string, int> StrategiesAndThreads => ServerStopTests.StrategiesAndThreads;

    [Theory, MemberData(nameof(StrategiesAndThreads))]
    [Trait(Soak.Trait, "yes")]
    public void Whatever_peers_do_each_gets_its_own_bytes_back_in_upper_case(string strategy, int threads)
    {
        // A small buffer with two threads, so that replies are taken in parts also where the peers' buffers hold much, and
        // there one for two connections at the most.
        var limits = threads == 1 ? new ServerLimits() : new ServerLimits { MaxBuffer = 1_000, MaxUnsent = 2_000 * threads };
        using var server = new RunningServer(strategy, threads: threads, limits: limits);

        // In all 300, and 20,000, over the twelve cases that Linux has.
        Steps.Array[1, 40].Sample(steps => Play(server, steps), iter: Soak.Scale(25, 1_667), threads: 1);

        Assert.Equal(0, server.Counters.WriteList);
        Assert.Equal(0, server.Counters.OtherFailures);
    }

    private static void Play(RunningServer server, Step[] steps)
    {
        var peers = new SchedulePeer?[Peers];
        try
        {
            foreach (Step step in steps)
            {
                if (step.Action == Do.Pause)
                {
                    Thread.Sleep(step.Size);
                    continue;
                }

                SchedulePeer peer = peers[step.Peer] ??= new SchedulePeer(server.Connect(), step.Peer);
                switch (step.Action)
                {
                    case Do.Send: peer.Send(step.Size); break;
                    case Do.Read: peer.Read(step.Size); break;
                    case Do.HalfClose: peer.HalfClose(); break;
                    default: peer.Reset(); break;
                }
            }

            SchedulePeer.FinishAll(peers.OfType<SchedulePeer>());
        }
        finally
        {
            Array.ForEach(peers, peer => peer?.Dispose());
        }

        Patience.Until(() => server.Counters.Open == 0);
    }

    private sealed record Step(Do Action, int Peer, int Size);
}

using System.Net.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Tests.Waiting;

/// <summary>What is watched for changes while something is ready.</summary>
public abstract partial class WaitStrategyContract
{
    [Fact]
    public void Interest_can_change_while_readiness_is_pending()
    {
        (Peer peer, Socket other) = Pair();
        _wait.Watch(peer, Interest.Read);
        other.Send("x"u8);
        Await(Interest.Read, peer);

        _wait.Watch(peer, Interest.Write);
        Assert.DoesNotContain(peer, Look(Interest.Read));
        Await(Interest.Write, peer);

        _wait.Unwatch(peer);
        Assert.DoesNotContain(peer, Look(Interest.Read));
        Assert.DoesNotContain(peer, Look(Interest.Write));

        _wait.Watch(peer, Interest.Read);
        Await(Interest.Read, peer);
        Assert.Equal(Interest.Read, peer.Interest);
    }

    [Fact]
    public void A_change_counts_for_what_is_ready_already_and_was_not_asked_for()
    {
        Interest[] all = [Interest.Read, Interest.Write, Interest.Read | Interest.Write];
        foreach ((Interest before, Interest after) in from one in all from other in all where one != other select (one, other))
        {
            // Bytes and room are there before it is watched, and they come while a wait may have armed it.
            ChangeWhileReady(before, after, armed: false);
            ChangeWhileReady(before, after, armed: true);
        }
    }

    private void ChangeWhileReady(Interest before, Interest after, bool armed)
    {
        (Peer peer, Socket other) = Pair();
        if (armed)
        {
            Fill(peer.Socket);
            _wait.Watch(peer, before);
            Look(Interest.Read);
            MakeReady(peer.Socket, other);
        }
        else
        {
            MakeReady(peer.Socket, other);
            _wait.Watch(peer, before);
        }

        // No wait in between, so what was ready for the first is yet to be collected.
        _wait.Watch(peer, after);

        foreach (Interest direction in (Interest[])[Interest.Read, Interest.Write])
        {
            if ((after & direction) != 0)
            {
                Await(direction, peer);
            }
            else
            {
                Assert.DoesNotContain(peer, Look(direction));
            }
        }

        _wait.Unwatch(peer);
        Assert.DoesNotContain(peer, Look(Interest.Read));
        Assert.DoesNotContain(peer, Look(Interest.Write));
    }

    private static void MakeReady(Socket socket, Socket other)
    {
        other.Send("x"u8);
        Patience.Until(() => socket.Poll(TimeSpan.Zero, SelectMode.SelectRead));
        byte[] rest = new byte[64 * 1024];
        Patience.Until(() =>
        {
            while (other.Poll(TimeSpan.Zero, SelectMode.SelectRead))
            {
                other.Receive(rest);
            }

            return socket.Poll(TimeSpan.Zero, SelectMode.SelectWrite);
        });
    }
}

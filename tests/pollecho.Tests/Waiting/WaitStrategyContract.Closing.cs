using System.Net.Sockets;
using Pollecho.Waiting;

namespace Pollecho.Tests.Waiting;

/// <summary>Sockets are closed, and their handles become those of others.</summary>
public abstract partial class WaitStrategyContract
{
    [Fact]
    public void A_socket_unwatched_in_the_turn_that_reported_it_is_not_reported_again()
    {
        (Peer first, Socket one) = Pair();
        (Peer second, Socket two) = Pair();
        _wait.Watch(first, Interest.Read);
        _wait.Watch(second, Interest.Read);
        one.Send("x"u8);
        two.Send("x"u8);
        Await(Interest.Read, first);
        Await(Interest.Read, second);

        // As a loop does when serving one connection closes another.
        _wait.Unwatch(second);
        second.Socket.Dispose();

        Assert.DoesNotContain(second, Look(Interest.Read));
        Await(Interest.Read, first);
    }

    [Fact]
    public void A_new_socket_that_takes_over_a_closed_ones_handle_is_told_apart()
    {
        for (int i = 0; i < 50; i++)
        {
            (Peer peer, Socket other) = Pair();
            _wait.Watch(peer, Interest.Read);
            other.Send("x"u8);
            Await(Interest.Read, peer);
            Assert.Equal([peer], Look(Interest.Read));
            _wait.Unwatch(peer);
            peer.Socket.Dispose();
            other.Dispose();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_peer_sees_the_end_as_soon_as_a_socket_is_unwatched_and_closed(bool bytesArePending)
    {
        foreach (Interest interest in (Interest[])[Interest.Read, Interest.Write, Interest.Read | Interest.Write])
        {
            (Peer peer, Socket other) = Pair();
            other.ReceiveTimeout = Patience.Milliseconds;
            _wait.Watch(peer, interest);
            Look(Interest.Read);
            if (bytesArePending)
            {
                other.Send("x"u8);
                Patience.Until(() => peer.Socket.Poll(TimeSpan.Zero, SelectMode.SelectRead));
            }

            _wait.Unwatch(peer);
            peer.Socket.Close();

            // Without another wait: what the strategy has under way must not keep the socket open. Bytes that were never
            // read turn the end into a reset.
            int received = other.Receive(new byte[1], SocketFlags.None, out SocketError error);
            Assert.Equal(0, received);
            Assert.True(error is SocketError.Success or SocketError.ConnectionReset, $"{interest}: {error}");
        }
    }

    [Fact]
    public void A_socket_closed_without_being_unwatched_harms_no_other()
    {
        (Peer closed, Socket one) = Pair();
        (Peer peer, Socket other) = Pair();
        _wait.Watch(closed, Interest.Read | Interest.Write);
        _wait.Watch(peer, Interest.Read);
        one.Send("x"u8);
        Await(Interest.Read, closed);

        closed.Socket.Close();

        Look(Interest.Read);
        other.Send("x"u8);
        Await(Interest.Read, peer);

        _wait.Unwatch(closed);
        Assert.Equal(Interest.None, closed.Interest);
        Assert.DoesNotContain(closed, Look(Interest.Read));
        Assert.DoesNotContain(closed, Look(Interest.Write));
        Await(Interest.Read, peer);
    }

    [Fact]
    public virtual void A_closed_socket_that_is_unwatched_late_leaves_the_new_owner_of_its_handle_alone()
    {
        UntilAHandleIsReused(() =>
        {
            (Peer closed, _) = Pair();
            nint handle = closed.Socket.Handle;
            _wait.Watch(closed, Interest.Read | Interest.Write);
            Look(Interest.Read);
            (Peer peer, Socket other) = Pair(closed.Socket.Close);
            _wait.Watch(peer, Interest.Read | Interest.Write);

            _wait.Unwatch(closed);

            other.Send("x"u8);
            Await(Interest.Read, peer);
            Await(Interest.Write, peer);
            Assert.DoesNotContain(closed, Look(Interest.Write));
            _wait.Unwatch(peer);

            // Another test may have been given the handle: once more.
            return peer.Socket.Handle == handle;
        });
    }

    [Fact]
    public void A_handle_that_changes_hands_within_a_turn_takes_nothing_along()
    {
        (Peer busy, Socket one) = Pair();
        _wait.Watch(busy, Interest.Read);
        one.Send("x"u8);
        UntilAHandleIsReused(() =>
        {
            (Peer old, Socket two) = Pair();
            nint handle = old.Socket.Handle;
            _wait.Watch(old, Interest.Read);
            two.Send("x"u8);
            Await(Interest.Read, old);

            // As a loop does when serving one connection closes another, and the next takes its place: all between two waits.
            _wait.Unwatch(old);
            (Peer silent, Socket three) = Pair(old.Socket.Close);
            _wait.Watch(silent, Interest.Read);

            Pollable[] readable = Look(Interest.Read);
            Assert.DoesNotContain(old, readable);
            Assert.Equal(AsksTheSystem, !readable.Contains(silent));
            Await(Interest.Read, busy);

            three.Send("x"u8);
            Await(Interest.Read, silent);
            _wait.Unwatch(silent);
            return silent.Socket.Handle == handle;
        });
    }

    /// <summary>Tries until a handle was reused, for which another test may have been quicker; Windows may never reuse one at once.</summary>
    private static void UntilAHandleIsReused(Func<bool> isReused)
    {
        for (int tries = 0; tries < 100 && !isReused(); tries++)
        {
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pollecho.Server;
using Pollecho.Sockets;
using Pollecho.Time;

namespace Pollecho.Tests.Server;

/// <summary>Which time-out a connection has, and to which tick: by the clock's own readings before and after, not by waiting.</summary>
public sealed class ConnectionTimeoutsTests : IDisposable
{
    private static readonly ServerLimits Limits = new() { IdleTimeout = TimeSpan.FromMinutes(10), SendTimeout = TimeSpan.FromMinutes(1) };
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(100);

    private readonly ConnectionTimeouts _timeouts = new(Limits);
    private readonly Socket _peer = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly EchoConnection _connection;

    public ConnectionTimeoutsTests()
    {
        using Socket listener = Listener.Open(new IPEndPoint(IPAddress.Loopback, 0), 1);
        _peer.Connect(listener.LocalEndPoint!);
        Socket? accepted = null;
        Patience.Until(() => SocketCalls.Accept(listener, new SocketTuning(), out accepted) == SocketError.Success);
        _connection = new EchoConnection(accepted!, 1, new UnsentMemory(long.MaxValue, 1, new()));
    }

    public void Dispose()
    {
        _connection.Close(cutOff: true);
        _peer.Dispose();
    }

    [Fact]
    public void One_that_is_read_is_overdue_after_the_idle_timeout()
    {
        long before = Stopwatch.GetTimestamp();
        _timeouts.Begin(_connection);

        AssertDeadline(Limits.IdleTimeout!.Value, before);
        AssertOverdueAfter(Limits.IdleTimeout!.Value);
    }

    [Fact]
    public void One_with_bytes_unsent_is_overdue_after_the_send_timeout()
    {
        FillUntilUnsent();
        _timeouts.Sent(_connection);

        AssertOverdueAfter(Limits.SendTimeout);
    }

    [Fact]
    public void One_that_takes_its_reply_is_looked_at_four_times_within_its_timeout()
    {
        FillUntilUnsent();
        long before = Stopwatch.GetTimestamp();
        _timeouts.Sent(_connection);
        _timeouts.LookAgain(_connection);

        AssertDeadline(Limits.SendTimeout / 4, before);
    }

    [Fact]
    public void One_that_is_read_while_its_system_still_sends_is_looked_at_four_times_within_the_sooner_timeout()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux is known to report what its send queue holds");
        var timeouts = new ConnectionTimeouts(new() { IdleTimeout = TimeSpan.FromMinutes(1), SendTimeout = TimeSpan.FromHours(1) });
        _peer.ReceiveBufferSize = 4096;
        while (SocketCalls.Unacknowledged(_connection.Socket) is not > 0)
        {
            Assert.True(_connection.Send(new byte[1000]).Succeeded);
        }

        Assert.False(_connection.HasUnsent);
        long before = Stopwatch.GetTimestamp();
        Assert.True(timeouts.StillSends(_connection));

        long ticks = Deadline.After(0, TimeSpan.FromMinutes(1) / 4);
        Assert.InRange(timeouts.NextLook, before + ticks, Stopwatch.GetTimestamp() + ticks);
    }

    [Fact]
    public void One_that_is_half_closed_is_overdue_after_a_short_while()
    {
        _connection.HalfClose();
        _timeouts.Begin(_connection);

        AssertOverdueAfter(Linger);
    }

    [Fact]
    public void One_that_is_held_is_not_timed()
    {
        _connection.IsHeld = true;
        _timeouts.Begin(_connection);

        Assert.Equal(Deadline.Never, _timeouts.NextLook);
    }

    [Fact]
    public void After_a_look_at_one_that_is_long_overdue_the_next_is_a_part_of_its_time_later()
    {
        long before = Stopwatch.GetTimestamp();
        _connection.MovedAt = before - Deadline.After(0, Limits.IdleTimeout!.Value * 2);
        _timeouts.LookAgain(_connection);

        AssertDeadline(Limits.IdleTimeout!.Value / 16, before);
    }

    [Fact]
    public void An_alarm_is_forgotten_when_it_has_passed_and_the_sooner_one_counts()
    {
        long later = Deadline.After(Stopwatch.GetTimestamp(), TimeSpan.FromHours(1));
        _timeouts.WakeBy(later);
        Assert.False(_timeouts.IsDue());
        Assert.Equal(later, _timeouts.NextLook);

        _timeouts.WakeBy(Deadline.Now);
        _timeouts.WakeBy(later);
        Assert.True(_timeouts.IsDue());
        Assert.Equal(Deadline.Never, _timeouts.NextLook);
        Assert.False(_timeouts.IsDue());
    }

    /// <summary>The deadline is so long after a moment between then and now.</summary>
    private void AssertDeadline(TimeSpan span, long before)
    {
        long ticks = Deadline.After(0, span);
        Assert.InRange(_timeouts.NextLook, before + ticks, Stopwatch.GetTimestamp() + ticks);
    }

    /// <summary>Still for a tick less than so long it is not overdue; still for so long it is.</summary>
    private void AssertOverdueAfter(TimeSpan limit)
    {
        long ticks = Deadline.After(0, limit);
        (_, long after) = Look();
        _connection.MovedAt = after - ticks + 1;
        Assert.False(_timeouts.IsOverdue(_connection));

        // Once its system takes no more of what is under way, which would be a sign of life.
        Patience.Until(
            () =>
            {
                (long before, _) = Look();
                _connection.MovedAt = before - ticks;
                return _timeouts.IsOverdue(_connection);
            });
    }

    /// <summary>Has the clock read, between two readings of our own.</summary>
    private (long Before, long After) Look()
    {
        _timeouts.WakeBy(Deadline.Now);
        long before = Stopwatch.GetTimestamp();
        Assert.True(_timeouts.IsDue());
        return (before, Stopwatch.GetTimestamp());
    }

    private void FillUntilUnsent()
    {
        byte[] bytes = new byte[1 << 20];
        for (int i = 0; i < 100 && !_connection.HasUnsent; i++)
        {
            _connection.Send(bytes);
        }

        Assert.True(_connection.HasUnsent);
    }
}

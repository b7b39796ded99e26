using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Pollecho.Time;
using Pollecho.Waiting;

namespace Pollecho.Tests.Waiting;

/// <summary>When adaptive looks and when it blocks, seen by a readiness call that only notes what it is asked.</summary>
public class AdaptiveStrategySwitchTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(50);
    private static readonly long Later = Deadline.After(Stopwatch.GetTimestamp(), TimeSpan.FromHours(1));
    private readonly ManualTime _time = new();

    [Fact]
    public void At_first_it_blocks()
    {
        var (adaptive, asked) = Create(Window);

        adaptive.Wait(1, Later);

        Assert.Equal([Later], asked);
    }

    [Fact]
    public void After_a_wait_shorter_than_the_window_it_only_looks()
    {
        var (adaptive, asked) = Create(Window);

        adaptive.Wait(1, Later);
        adaptive.Wait(1, Later);
        adaptive.Wait(0, Later);
        adaptive.Wait(1, Later);

        Assert.Equal([Later, Deadline.Now, Deadline.Now, Deadline.Now], asked);
    }

    [Fact]
    public void When_the_window_has_passed_without_work_it_blocks()
    {
        var (adaptive, asked) = Create(Window);
        adaptive.Wait(1, Later);
        adaptive.Wait(0, Later);
        Assert.Equal([Later, Deadline.Now], asked);

        _time.Pass(Window);
        adaptive.Wait(0, Later);

        Assert.Equal([Later, Deadline.Now, Later], asked);
    }

    [Fact]
    public void Messages_far_apart_are_not_spun_for()
    {
        var (adaptive, asked) = Create(TimeSpan.FromMilliseconds(1), blocks: TimeSpan.FromMilliseconds(5));

        for (int i = 0; i < 3; i++)
        {
            adaptive.Wait(1, Later);
        }

        Assert.Equal([Later, Later, Later], asked);
    }

    [Fact]
    public void A_spell_that_caught_little_makes_it_wait_for_more_short_waits_before_the_next()
    {
        var (adaptive, asked) = Create(Window);
        SpellThatCatches(0, adaptive);
        asked.Clear();

        adaptive.Wait(1, Later);
        adaptive.Wait(1, Later);
        adaptive.Wait(1, Later);

        Assert.Equal([Later, Later, Deadline.Now], asked);
    }

    [Fact]
    public void A_spell_that_caught_much_is_followed_by_the_next_at_once()
    {
        var (adaptive, asked) = Create(Window);
        SpellThatCatches(100, adaptive);
        asked.Clear();

        adaptive.Wait(1, Later);
        adaptive.Wait(1, Later);

        Assert.Equal([Later, Deadline.Now], asked);
    }

    [Theory]
    [InlineData(63, false)]
    [InlineData(64, true)]
    public void A_spell_has_paid_that_caught_64_messages(int messages, bool paid)
    {
        var (adaptive, asked) = Create(Window);
        SpellThatCatches(messages, adaptive);
        asked.Clear();

        adaptive.Wait(1, Later);
        adaptive.Wait(1, Later);

        Assert.Equal([Later, paid ? Deadline.Now : Later], asked);
    }

    [Fact]
    public void Spells_that_catch_nothing_are_further_and_further_apart_up_to_a_bound()
    {
        var (adaptive, asked) = Create(Window);
        var waits = new List<int>();
        for (int spell = 0; spell < 13; spell++)
        {
            asked.Clear();
            do
            {
                adaptive.Wait(1, Later);
            }
            while (asked[^1] != Deadline.Now);

            waits.Add(asked.Count - 1);
            adaptive.Wait(0, Later);
            _time.Pass(Window);
            adaptive.Wait(0, Later);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1024, 1024], waits);
    }

    [Fact]
    public void A_spell_lasts_for_the_window_to_the_tick()
    {
        var (adaptive, asked) = Create(Window);
        adaptive.Wait(1, Later);
        adaptive.Wait(0, Later);

        _time.Pass(Window - TimeSpan.FromTicks(1));
        adaptive.Wait(0, Later);
        _time.Pass(TimeSpan.FromTicks(1));
        adaptive.Wait(0, Later);

        Assert.Equal([Later, Deadline.Now, Deadline.Now, Later], asked);
    }

    [Fact]
    public void When_it_was_woken_the_system_is_asked()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var readiness = new ReadinessOfOne();
        var adaptive = new AdaptiveStrategy(readiness, Window, _time);
        adaptive.Watch(new Connection(socket), Interest.Read);
        adaptive.Wait(1, Later);
        adaptive.Wait(1, Later);
        int asked = readiness.Asked;
        adaptive.Wait(1, Later);
        Assert.Equal(asked, readiness.Asked);

        adaptive.Wake();
        adaptive.Wait(1, Later);

        Assert.Equal(asked + 1, readiness.Asked);
    }

    [Fact]
    public void Without_a_window_it_always_blocks()
    {
        var (adaptive, asked) = Create(TimeSpan.Zero);

        adaptive.Wait(1, Later);
        adaptive.Wait(0, Later);

        Assert.Equal([Later, Later], asked);
    }

    [Fact]
    public void A_closed_connection_is_not_held_when_the_spell_of_spinning_has_ended()
    {
        var readiness = new ReadinessOfOne();
        var adaptive = new AdaptiveStrategy(readiness, Window, _time);
        WeakReference connection = SpinFor(adaptive, readiness);

        _time.Pass(Window);
        adaptive.Wait(0, Later);
        GC.Collect();

        Assert.False(connection.IsAlive);
        GC.KeepAlive(adaptive);
    }

    [Fact]
    public void A_busy_socket_is_tried_for_a_while_though_it_was_not_readable_when_the_system_was_asked()
    {
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var second = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var readiness = new ReadinessOfOne();
        var adaptive = new AdaptiveStrategy(readiness, Window, _time);
        var neighbour = new Connection(first);
        var busy = new Connection(second);
        adaptive.Watch(busy, Interest.Read);
        adaptive.Wait(1, Later);
        adaptive.Wait(1, Later);
        adaptive.Watch(neighbour, Interest.Read);

        Assert.True(IsTried(10));
        Assert.False(IsTried(30));

        // Whether it is tried after so many more questions.
        bool IsTried(int questions)
        {
            for (int until = readiness.Asked + questions; readiness.Asked < until;)
            {
                adaptive.Wait(1, Later);
            }

            return adaptive.Wait(1, Later).Readable.Contains(busy);
        }
    }

    // In a method of its own, so that no reference stays in the test's frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference SpinFor(AdaptiveStrategy adaptive, ReadinessOfOne readiness)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var connection = new Connection(socket);
        adaptive.Watch(connection, Interest.Read);
        adaptive.Wait(1, Later);
        Assert.Equal([connection], adaptive.Wait(1, Later).Readable.ToArray());
        int asked = readiness.Asked;
        Assert.Equal([connection], adaptive.Wait(1, Later).Readable.ToArray());
        Assert.Equal(asked, readiness.Asked);

        adaptive.Unwatch(connection);
        adaptive.Wait(0, Later);
        return new WeakReference(connection);
    }

    private void SpellThatCatches(int messages, AdaptiveStrategy adaptive)
    {
        adaptive.Wait(1, Later);
        for (int i = 0; i < messages; i++)
        {
            adaptive.Wait(1, Later);
        }

        adaptive.Wait(0, Later);
        _time.Pass(Window);
        adaptive.Wait(0, Later);
    }

    private (AdaptiveStrategy Adaptive, List<long> Asked) Create(TimeSpan window, TimeSpan blocks = default)
    {
        var asked = new List<long>();
        var readiness = new StubStrategy(deadline =>
        {
            asked.Add(deadline);
            if (deadline != Deadline.Now)
            {
                _time.Pass(blocks);
            }
        });
        return (new AdaptiveStrategy(readiness, window, _time), asked);
    }

    private sealed class Connection(Socket socket) : Pollable(socket);

    /// <summary>A clock that stands still but for what is let pass.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private long _now = Stopwatch.GetTimestamp();

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time) => _now = Deadline.After(_now, time);
    }

    /// <summary>Reports the one socket that is watched, always.</summary>
    private sealed class ReadinessOfOne : IWaitStrategy
    {
        private Pollable[] _watched = [];

        public int Asked { get; private set; }

        public void Watch(Pollable pollable, Interest interest)
        {
            pollable.Interest = interest;
            _watched = [pollable];
        }

        public void Unwatch(Pollable pollable)
        {
            pollable.Interest = Interest.None;
            _watched = [];
        }

        public Ready Wait(int work, long deadline)
        {
            Asked++;
            return new Ready(accept: false, _watched, default);
        }

        public void Wake()
        {
        }

        public void Dispose()
        {
        }
    }
}

using System.Diagnostics;
using Pollecho.Client;

namespace Pollecho.Tests.Client;

/// <summary>When a run begins to send.</summary>
public class StartGateTests
{
    private int _opened;

    [Fact]
    public void It_opens_when_the_last_thread_has_tried_its_connections()
    {
        var gate = new StartGate(2, () => _opened++);
        gate.Arrive(hasConnections: true);
        gate.Look();
        Assert.Equal((0, 0, 0), (gate.OpenedAt, gate.ArrivedAt, _opened));

        gate.Arrive(hasConnections: true);
        Assert.InRange(gate.OpenedAt, gate.ArrivedAt, Stopwatch.GetTimestamp());
        Assert.Equal(1, _opened);
        Assert.Null(gate.Late);
    }

    [Fact]
    public void A_start_that_is_far_is_not_settled_yet()
    {
        StartGate gate = Gate(TimeSpan.FromHours(1));

        Assert.Equal((0, 0), (gate.OpenedAt, _opened));
        Assert.InRange(gate.ArrivedAt, 1, Stopwatch.GetTimestamp());
    }

    [Fact]
    public void A_start_that_is_near_is_settled_before_it_comes()
    {
        long before = Stopwatch.GetTimestamp();
        var left = TimeSpan.FromMilliseconds(15);
        StartGate gate = Gate(left);

        // On a busy machine it may have passed by then.
        Assert.InRange(Stopwatch.GetElapsedTime(before, gate.OpenedAt), left - TimeSpan.FromMilliseconds(1), TimeSpan.MaxValue);
        Assert.True(gate.Late == TimeSpan.Zero || Stopwatch.GetElapsedTime(before) > left, $"{gate.Late}");
        Assert.Equal(1, _opened);

        long settled = gate.OpenedAt;
        gate.Look();
        Assert.Equal((settled, 1), (gate.OpenedAt, _opened));
    }

    [Fact]
    public void Connections_that_are_open_after_the_start_make_it_late()
    {
        StartGate gate = Gate(-TimeSpan.FromSeconds(3));

        Assert.InRange(gate.OpenedAt, gate.ArrivedAt, Stopwatch.GetTimestamp());
        Assert.InRange(gate.Late!.Value, TimeSpan.FromSeconds(2.9), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Without_a_connection_nothing_is_waited_for()
    {
        StartGate gate = Gate(TimeSpan.FromHours(1), hasConnections: false);

        Assert.InRange(gate.OpenedAt, gate.ArrivedAt, Stopwatch.GetTimestamp());
        Assert.Null(gate.Late);
    }

    private StartGate Gate(TimeSpan left, bool hasConnections = true)
    {
        var gate = new StartGate(1, () => _opened++, DateTimeOffset.UtcNow + left);
        gate.Arrive(hasConnections);
        return gate;
    }
}

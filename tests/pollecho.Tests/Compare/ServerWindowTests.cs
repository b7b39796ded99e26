using System.Diagnostics;
using Pollecho.Commands;
using Pollecho.Compare;
using Pollecho.Compare.Child;
using Pollecho.Measurement;

namespace Pollecho.Tests.Compare;

/// <summary>What a measured window makes of known readings.</summary>
public class ServerWindowTests
{
    private static readonly Contender Epoll = ContenderParser.Parse("select");

    [Fact]
    public void Every_figure_is_what_came_between_the_two_ends()
    {
        var server = new ScriptedServer();
        server.Edges.Enqueue(Edge(seconds: 10, cpu: 5));
        server.Edges.Enqueue(Edge(seconds: 12, cpu: 5.5));
        server.Readings.Enqueue(new ServerReading(Ticks(100), 3, 1_000, 70, 40));
        server.Readings.Enqueue(new ServerReading(Ticks(104), 3, 2_000, 90, 60));
        var trips = new LatencyHistogram();
        for (int i = 1; i <= 20; i++)
        {
            trips.RecordNanoseconds(i * 1_000);
        }

        Sample sample = Measure(server, Regime.Saturated, answered: 10, trips, messageSize: 100);

        Assert.Equal(TimeSpan.FromSeconds(2), sample.Elapsed);
        Assert.Equal(TimeSpan.FromSeconds(0.5), sample.ServerCpu);
        Assert.Equal(25, Metric.CpuPercent.Read(sample)!.Value, 9);
        Assert.Equal(50_000, Metric.CpuPerMessage.Read(sample)!.Value, 9);
        Assert.Equal(5, Metric.MessagesPerSecond.Read(sample));
        Assert.Equal(2, Metric.EmptyCallsPerMessage.Read(sample));
        Assert.Equal(5, Metric.OtherWorkPerSecond.Read(sample));
        Assert.Equal(10, Metric.P50.Read(sample)!.Value, 0.02);
        Assert.Null(Metric.P99.Read(sample));
    }

    [Theory]
    [InlineData(2.05, false)]
    [InlineData(2.5, true)]
    public void A_server_that_answers_late_does_not_shorten_the_time_in_which_the_replies_came(double seconds, bool isDisturbed)
    {
        var server = new ScriptedServer();
        server.Edges.Enqueue(Edge(seconds: 10, cpu: 5));
        server.Edges.Enqueue(Edge(seconds: 12, cpu: 5.5));
        server.Readings.Enqueue(new ServerReading(Ticks(100), 3, 1_000, 70, 40));
        server.Readings.Enqueue(new ServerReading(Ticks(104), 3, 2_000, 90, 60));

        Sample sample = Measure(server, Regime.Saturated, answered: 10, new(), messageSize: 100, TimeSpan.FromSeconds(seconds));

        Assert.Equal(10 / seconds, Metric.MessagesPerSecond.Read(sample));
        Assert.Equal(isDisturbed, sample.Disturbance.IsDisturbed);
    }

    [Theory]
    [InlineData("rtt_p50_us", 20)]
    [InlineData("rtt_p99_us", 1_000)]
    [InlineData("rtt_p99.9_us", 10_000)]
    public void A_percentile_takes_as_many_round_trips_as_the_client_asks_for(string key, int trips)
    {
        Metric metric = Metric.All.Single(one => one.Key == key);
        Assert.NotNull(metric.Read(Of(trips)));
        Assert.Null(metric.Read(Of(trips - 1)));

        static Sample Of(int trips)
        {
            var histogram = new LatencyHistogram();
            histogram.RecordNanoseconds(1_000, trips);
            return new(TimeSpan.FromSeconds(1), trips, histogram, TimeSpan.Zero) { Disturbance = new(0, 0, 0, 0) };
        }
    }

    [Fact]
    public void Without_a_reply_there_is_nothing_a_message()
    {
        Sample sample = new(TimeSpan.FromSeconds(1), 0, new(), TimeSpan.FromSeconds(1)) { Disturbance = new(0, 0, 0, 0) };

        Assert.Null(Metric.MessagesPerSecond.Read(sample));
        Assert.Null(Metric.CpuPerMessage.Read(sample));
        Assert.Equal(100, Metric.CpuPercent.Read(sample));
    }

    [Fact]
    public void The_server_is_asked_before_the_first_look_and_after_the_last()
    {
        var server = new ScriptedServer();
        server.Edges.Enqueue(Edge(1, 1));
        server.Edges.Enqueue(Edge(2, 1));
        server.Readings.Enqueue(new ServerReading(1, 0, 0, 0, 0));
        server.Readings.Enqueue(new ServerReading(2, 0, 0, 0, 0));

        Measure(server, Regime.Saturated, 0, new(), 1);

        Assert.Equal(["read", "look", "look", "read"], server.Calls);
    }

    [Fact]
    public void Without_traffic_each_end_waits_until_the_clock_of_a_running_server_moves()
    {
        Assert.SkipUnless(ProcessCpu.Step > TimeSpan.Zero, "This system's clock has no step.");
        double step = ProcessCpu.Step.TotalSeconds;
        var server = new ScriptedServer();
        server.Edges.Enqueue(Edge(1, 1));
        server.Edges.Enqueue(Edge(1 + (step / 2), 1));
        server.Edges.Enqueue(Edge(1 + (step * 0.75), 1 + step));
        server.Edges.Enqueue(Edge(2, 2));
        server.Edges.Enqueue(Edge(2 + (step * 2), 2));
        server.Readings.Enqueue(new ServerReading(1, 0, 0, 0, 0));
        server.Readings.Enqueue(new ServerReading(2, 0, 0, 0, 0));

        Sample sample = Measure(server, Regime.Idle, 0, new(), 1);

        Assert.Equal(1 + (step * 1.25), sample.Elapsed.TotalSeconds, 6);
        Assert.Equal(1 - step, sample.ServerCpu.TotalSeconds, 6);
        Assert.Empty(server.Edges);
    }

    [Fact]
    public void A_server_that_dies_is_reported_when_the_client_is_through()
    {
        var server = new ScriptedServer();
        server.Edges.Enqueue(Edge(1, 1));
        server.Edges.Enqueue(Edge(2, 1));
        var window = new ServerWindow(server, Epoll, Regime.Saturated);
        window.Start();
        window.End();

        Assert.True(window.IsWhole);
        Assert.Equal("it is dead", Assert.Throws<ServerDiedException>(() => window.Sample(0, new(), 1)).Message);
    }

    private static Sample Measure(ScriptedServer server, Regime regime, long answered, LatencyHistogram trips, int messageSize, TimeSpan? elapsed = null)
    {
        var window = new ServerWindow(server, Epoll, regime);
        window.Start();
        window.End();
        return window.Sample(answered, trips, messageSize, elapsed);
    }

    private static WindowEdge Edge(double seconds, double cpu) => new(Ticks(seconds), TimeSpan.FromSeconds(cpu), TimeSpan.Zero, null, null, null);

    private static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);

    private sealed class ScriptedServer : IMeasuredServer
    {
        public Queue<WindowEdge> Edges { get; } = new();

        public Queue<ServerReading> Readings { get; } = new();

        public List<string> Calls { get; } = [];

        public WindowEdge Look()
        {
            Calls.Add("look");
            return Edges.Dequeue();
        }

        public ServerReading Read()
        {
            Calls.Add("read");
            return Readings.TryDequeue(out ServerReading? reading) ? reading : throw new ServerDiedException("it is dead");
        }
    }
}

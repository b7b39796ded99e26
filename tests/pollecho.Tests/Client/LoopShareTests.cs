using System.Net;
using CsCheck;
using Pollecho.Client;
using Pollecho.Tests.Waiting;

namespace Pollecho.Tests.Client;

/// <summary>How connections and messages are dealt to clients and their threads.</summary>
public class LoopShareTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Of_any_stretch_of_messages_each_place_has_its_own(int places)
    {
        var share = new LoopShare(0, 1, places);
        for (int first = 0; first < 20; first++)
        {
            for (int count = 0; count < 20; count++)
            {
                int[] expected = [.. Enumerable.Range(0, places).Select(place => Enumerable.Range(first, count).Count(message => message % places == place))];
                Assert.Equal(expected, Enumerable.Range(0, places).Select(place => (int)share.OfPlace(place, first, count)));
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 1, 3)]
    [InlineData(50, 1, 4)]
    [InlineData(3, 3, 1)]
    [InlineData(10, 3, 1)]
    [InlineData(23, 3, 4)]
    public void Each_connection_and_each_message_is_one_threads_of_one_client(int connections, int clients, int threads)
    {
        LoopShare[] shares = [.. Enumerable.Range(0, clients).SelectMany(client => Divide(connections, new RunShare(client, clients), threads))];

        Assert.Equal(connections, shares.Sum(share => share.Connections));
        Assert.InRange(shares.Max(share => share.Connections) - shares.Min(share => share.Connections), 0, 1);
        Assert.Equal(
            Enumerable.Range(0, connections).Select(number => (long)number),
            shares.SelectMany(share => Enumerable.Range(0, share.Connections).Select(place => share.Connection(place))).Order());
        for (long messages = 0; messages < 200; messages++)
        {
            Assert.Equal(messages, shares.Sum(share => share.Of(messages)));
        }

        long[] numbers = [.. shares.SelectMany(share => Enumerable.Range(0, (int)share.Of(200)).Select(own => share.NumberInRun(own))).Order()];
        Assert.Equal(Enumerable.Range(0, 200).Select(number => (long)number), numbers);
    }

    [Fact]
    public void The_threads_of_a_client_have_what_the_client_has() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[1, 10], Gen.Int[1, 5], Gen.Long[0, 1_000_000]).Where((connections, clients, threads, _) => clients * threads <= connections)
            .Sample((connections, clients, threads, messages) => Assert.All(Enumerable.Range(0, clients), client =>
            {
                LoopShare[] shares = Divide(connections, new RunShare(client, clients), threads);
                var own = new LoopShare(client, clients, connections);
                Assert.Equal(own.Connections, shares.Sum(share => share.Connections));
                Assert.Equal(own.Of(messages), shares.Sum(share => share.Of(messages)));
            }));

    [Fact]
    public void Clients_that_start_together_send_when_one_alone_would() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 6], Gen.Double[0.1, 1_000_000]).Where((connections, clients, _) => clients <= connections)
            .Sample((connections, clients, rate) =>
            {
                var alone = new SendSchedule(rate, new LoopShare(0, 1, connections)) { StartAt = 7 };
                SendSchedule[] together = [.. Enumerable.Range(0, clients).Select(client => new SendSchedule(rate, new LoopShare(client, clients, connections)) { StartAt = 7 })];
                long[] due = [.. together.SelectMany((schedule, client) =>
                    Enumerable.Range(0, (int)new LoopShare(client, clients, connections).Of(300)).Select(own => schedule.DueAt(own))).Order()];

                Assert.Equal(Enumerable.Range(0, 300).Select(number => alone.DueAt(number)), due);
            });

    [Fact]
    public void Messages_are_dealt_to_the_connections_in_turn()
    {
        LoopShare second = Divide(5, RunShare.Whole, threads: 2)[1];

        Assert.Equal((1, 2, 2, 5), (second.Index, second.Parts, second.Connections, second.All));
        Assert.Equal([1, 3, 6, 8, 11], Enumerable.Range(0, 5).Select(own => second.NumberInRun(own)));
        Assert.Equal([0, 0, 1, 1, 2, 2, 2, 3, 3, 4], Enumerable.Range(0, 10).Select(messages => second.Of(messages)));
    }

    private static LoopShare[] Divide(int connections, RunShare share, int threads) => LoopShare.Divide(
        new(new IPEndPoint(IPAddress.Loopback, 1), new UniquePayload(16, Expect.Upper), Ways.Of("spin")) { Connections = connections, Share = share, Threads = threads });
}

using System.Net;
using Pollecho.Client;
using Pollecho.Tests.Waiting;

namespace Pollecho.Tests.Client;

/// <summary>How connections and messages are dealt to threads.</summary>
public class LoopShareTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(50, 4)]
    [InlineData(3, 3)]
    public void Each_connection_and_each_message_is_one_threads(int connections, int threads)
    {
        LoopShare[] shares = Divide(connections, threads);

        Assert.Equal(connections, shares.Sum(share => share.Connections));
        Assert.InRange(shares.Max(share => share.Connections) - shares.Min(share => share.Connections), 0, 1);
        for (long messages = 0; messages < 200; messages++)
        {
            Assert.Equal(messages, shares.Sum(share => share.Of(messages)));
        }

        long[] numbers = [.. shares.SelectMany(share => Enumerable.Range(0, (int)share.Of(200)).Select(own => share.NumberInRun(own))).Order()];
        Assert.Equal(Enumerable.Range(0, 200).Select(number => (long)number), numbers);
    }

    [Fact]
    public void Messages_are_dealt_to_the_connections_in_turn()
    {
        LoopShare second = Divide(5, 2)[1];

        Assert.Equal((1, 3, 2, 5), (second.Index, second.First, second.Connections, second.All));
        Assert.Equal([3, 4, 8, 9, 13], Enumerable.Range(0, 5).Select(own => second.NumberInRun(own)));
        Assert.Equal([0, 0, 0, 0, 1, 2, 2, 2, 2, 3], Enumerable.Range(0, 10).Select(messages => second.Of(messages)));
    }

    private static LoopShare[] Divide(int connections, int threads) => LoopShare.Divide(
        new(new IPEndPoint(IPAddress.Loopback, 1), new UniquePayload(16, Expect.Upper), Ways.Of("spin")) { Connections = connections, Threads = threads });
}
